"""Links that turn emails off: whoever has one may do that for its member, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing

from community.accounts.models import User
from community.notifications.models import Notification
from community.notifications.registration import (
    NotificationReason,
    NotificationType,
    reason_named,
    type_named,
)
from community.notifications.shown import ShownNotification

SALT = "notifications.unsubscribe"
UNDO = "notifications.unsubscribe.undo"


@dataclass(frozen=True, kw_only=True)
class Link:
    """What a link in an email is for."""

    member: User
    types: list[NotificationType]  # of the notifications in that email
    notification: Notification | None  # whose reason can be muted; None if there is no such one
    reason: NotificationReason | None


def mutable(found: Sequence[ShownNotification]) -> ShownNotification | None:
    """The one of these whose reason a link mutes: the nearest to the member, so that a muted topic
    is quiet, and not only its other posts."""
    ones = [
        one for one in found if one.reason and one.reason.mute and not one.type.is_mail_required
    ]
    return min(ones, key=lambda one: one.type.rank, default=None)


def secret_for(member: User, found: Sequence[ShownNotification]) -> str:
    """The link's secret for an email with these; empty if none of them can be turned off.

    It does not expire: emails are kept for years, and unsubscribing has to work from each.
    """
    names = sorted({one.type.name for one in found if not one.type.is_mail_required})
    muted = mutable(found)
    return signing.dumps([member.pk, names, muted and muted.row.pk], salt=SALT) if names else ""


def link_by(secret: str) -> Link | None:
    """None for what we did not sign, and if the member is gone or deactivated."""
    try:
        member_id, names, pk = signing.loads(secret, salt=SALT)
    except signing.BadSignature:
        return None
    member = User.objects.filter(pk=member_id, is_active=True).first()
    if member is None:
        return None
    row = Notification.objects.filter(pk=pk, member=member).first() if pk else None
    reason = reason_named(row.reason) if row else None
    return Link(
        member=member,
        types=[found for name in names if (found := type_named(name))],
        notification=row if reason and reason.mute else None,
        reason=reason,
    )


def undo_for(member: User, types: Sequence[str]) -> str:
    """What the page that says that these are off gives back to turn them on again."""
    return signing.dumps([member.pk, list(types)], salt=UNDO)


def undone_by(undo: str, member: User) -> list[str] | None:
    """The types that this turns on again; None for what we did not sign for this member."""
    try:
        member_id, names = signing.loads(undo, salt=UNDO)
    except signing.BadSignature:
        return None
    return list(names) if member_id == member.pk else None
