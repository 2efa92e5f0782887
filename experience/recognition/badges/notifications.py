"""What members are notified of: their badges."""

from django.utils.translation import gettext_lazy as _

from community.notifications.registration import (
    Group,
    NotificationReason,
    NotificationType,
    register,
)
from experience.recognition.badges import subjects as shown_in_notifications  # noqa: F401

TYPE = REASON = "recognition.badge"

register(
    NotificationType(
        name=TYPE, label=_("Badges that you are awarded"), group=Group.ACTIVITY, icon="badge",
        position=350, sentence=_("You were awarded a badge: %(subject)s"),
    ),
    NotificationReason(name=REASON, text=_("Because you earned it")),
)  # fmt: skip
