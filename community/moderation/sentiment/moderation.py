"""Very negative posts as something that waits in the queue."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.moderation.registration import ItemType, register, register_reasons
from community.moderation.sentiment import actions
from community.moderation.sentiment.items import TYPE, VERY_NEGATIVE

register(
    ItemType(
        name=TYPE,
        label=_("Very negative posts"),
        icon="talk",
        position=150,
        approve=actions.keep,
        reject=actions.hide,
        ignore=actions.keep,
        approve_label=pgettext_lazy("negative content", "Keep"),
        is_hiding_offered=True,
    )
)
register_reasons({VERY_NEGATIVE: _("Scored as very negative; nobody flagged it")})
