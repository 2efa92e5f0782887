"""What members are notified of: when ideas are expected."""

from django.utils.translation import gettext_lazy as _

from community.discussions.notifying.retraction import follow_content
from community.notifications.registration import (
    Group,
    NotificationReason,
    NotificationType,
    register,
)
from feedback.ideas.notifications import MUTES_IDEA

ETA, VOTED = "feedback.eta", "feedback.voted_for"

register(
    NotificationType(
        name=ETA,
        label=_("Expected dates of ideas that you watch or voted for"),
        group=Group.WATCHING,
        icon="calendar",
        position=430,
        rank=40,
        sentence=_("%(actor)s changed when %(subject)s is expected"),
        sentences={"removed": _("%(actor)s removed the expected date of %(subject)s")},
    ),
    NotificationReason(
        name=VOTED,
        text=_("Because you voted for this idea"),
        **MUTES_IDEA,
    ),
)
follow_content(ETA)
