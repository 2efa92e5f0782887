from django import template
from django.contrib.auth.models import AnonymousUser

from community.moderation.log.policy import may_read_log

register = template.Library()


@register.simple_tag
def log_is_public() -> bool:
    """Whether a link to the log is of use to everybody."""
    return may_read_log(AnonymousUser())
