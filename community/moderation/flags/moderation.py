"""Flags as something that waits in the queue."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.moderation.flags import actions
from community.moderation.flags.items import TYPE
from community.moderation.registration import ItemType, register, register_reasons

register(
    ItemType(
        name=TYPE,
        label=_("Flags"),
        icon="flag",
        position=100,
        approve=actions.disagree,
        reject=actions.agree,
        ignore=actions.ignore,
        approve_label=pgettext_lazy("flagged content", "Keep"),
        reject_label=pgettext_lazy("flagged content", "Agree"),
        is_hiding_offered=True,
    )
)
register_reasons({actions.LIKELY_SPAM: _("Several members flagged a new member for spam")})
