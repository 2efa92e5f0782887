"""What a domain writes to notify its members: a type, and in subscribers.py who and when."""

from django.utils.translation import gettext_lazy as _

from community.notifications.registration import Group, NotificationType, register

register(NotificationType(
    name="toykind.letter", label=_("Letters"), group=Group.ACTIVITY, icon="mail", position=900,
    by_mail=True, sentence=_("%(actor)s sent you %(subject)s"),
))  # fmt: skip
