"""What members are notified of."""

from django.utils.translation import gettext_lazy as _

from community.notifications.registration import (
    Group,
    NotificationReason,
    NotificationType,
    register,
)
from experience.recognition.trust import subjects as shown_in_notifications  # noqa: F401

REASON = "recognition.own_trust"

register(
    NotificationType(
        name="recognition.trust_raised", label=_("A higher trust level"), group=Group.ACTIVITY,
        icon="up", position=310, sentence=_("Your trust level was raised to %(subject)s"),
    ),
    NotificationType(
        name="recognition.trust_lowered", label=_("A lower trust level"), group=Group.ACTIVITY,
        icon="down", position=320, by_mail=True,
        sentence=_("Your trust level was lowered to %(subject)s"),
    ),
    NotificationType(
        name="recognition.demotion", label=_("Notice before you lose a trust level"),
        group=Group.ACTIVITY, icon="warn", position=330, by_mail=True, is_required=True,
        sentence=_("You will lose your trust level on %(subject)s, unless you meet its requirements"
        " again"),
    ),
    NotificationReason(name=REASON, text=_("Because it concerns your trust level")),
)  # fmt: skip
