"""What members are notified of in topics, beside what all discussions have."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from community.discussions.notifications import MUTES
from community.discussions.notifying.retraction import follow_content
from community.notifications.registration import (
    Group,
    NotificationReason,
    NotificationType,
    register,
)
from forum.models import Topic

register(
    NotificationType(
        name="forum.accepted",
        label=_("Your reply is marked as the solution"),
        group=Group.ACTIVITY,
        icon="solved",
        position=70,
        rank=10,
        by_mail=True,
        sentence=_("%(actor)s marked your reply as the solution of %(subject)s"),
    ),
    NotificationType(
        name="forum.solved",
        label=_("Solutions of topics that you started or watch"),
        group=Group.ACTIVITY,
        icon="solved",
        position=80,
        rank=20,
        sentence=_("%(actor)s marked a solution of %(subject)s"),
    ),
    NotificationReason(name="forum.your_answer", text=_("Because you wrote the solution"), **MUTES),
)
follow_content(
    "forum.accepted",
    "forum.solved",
    still=Exists(
        Topic.objects.filter(thread=OuterRef("context_id"), solution=OuterRef("subject_id"))
    ),
)
