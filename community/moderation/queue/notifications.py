"""What members and moderators are notified of by the queue."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.moderation.queue import told
from community.notifications.registration import (
    Content,
    Group,
    NotificationReason,
    NotificationType,
    register,
    register_content,
)

register(
    NotificationType(
        name="moderation.content_hidden",
        label=_("Your content is hidden"),
        group=Group.MODERATION,
        icon="eye",
        position=410,
        by_mail=True,
        sentence=_("%(subject)s is hidden until a moderator has reviewed it"),
        sentences={"by_moderator": _("A moderator hid %(subject)s")},
    ),
    NotificationType(
        name="moderation.content_decided",
        label=_("Your content is reviewed"),
        group=Group.MODERATION,
        icon="shield",
        position=420,
        by_mail=True,
        sentence=_("A moderator reviewed %(subject)s"),
        sentences={
            "approved": _("A moderator approved %(subject)s"),
            "rejected": _("A moderator did not approve %(subject)s"),
            "restored": _("A moderator reviewed %(subject)s, and it is visible again"),
            "stays_hidden": _("A moderator reviewed %(subject)s, and it stays hidden"),
            "message": _("A moderator sent you a message about %(subject)s"),
        },
    ),
    NotificationType(
        name="moderation.waiting",
        label=_("Review items that wait for more than 48 hours"),
        group=Group.MODERATION,
        icon="clock",
        position=450,
        by_mail=True,
        for_moderators=True,
        sentence=_("%(subject)s has been waiting for a decision for more than 48 hours"),
    ),
    NotificationReason(name="moderation.own", text=_("Because you wrote it")),
    NotificationReason(name="moderation.reviewer", text=_("Because you moderate here")),
)


def contents(ids: Sequence[int], viewer: Any) -> Mapping[int, Content]:
    """Review items as whom they concern reads of them."""
    return {
        pk: Content(title=one.title, url=one.url, excerpt=one.about, text=one.about)
        for pk, one in told.told(ids, viewer).items()
    }


register_content(told.KIND, contents)
