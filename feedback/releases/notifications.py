"""What members are notified of: releases with ideas that they voted for or follow."""

from django.utils.translation import gettext_lazy as _

from community.notifications.registration import (
    Group,
    NotificationReason,
    NotificationType,
    register,
)
from feedback.releases import subjects as shown_in_notifications  # noqa: F401

RELEASED = "feedback.released"
VOTED, FOLLOWED = "feedback.voted_for_released", "feedback.followed_released"

register(
    NotificationType(
        name=RELEASED,
        label=_("Releases with ideas that you watch or voted for"),
        group=Group.WATCHING,
        icon="box",
        position=440,
        rank=40,
        by_mail=True,
        sentence=_("%(actor)s released %(subject)s"),
    ),
    NotificationReason(name=VOTED, text=_("Because you voted for an idea in this release")),
    NotificationReason(name=FOLLOWED, text=_("Because you watch an idea in this release")),
)
