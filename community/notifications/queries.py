"""A member's notifications, of which those whose subject they may see now are shown and counted,
and what they want to be notified of."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from community.accounts.models import User
from community.kernel.paging import page_by_key
from community.notifications.models import Notification, Preference
from community.notifications.registration import NotificationType, type_named, types
from community.notifications.shown import ShownNotification, shown, visible

__all__ = ["ShownNotification", "shown"]

PAGE = 30
MOST = 100  # that are counted
LOOKED_AT = 20  # pages of which a member may see nothing any more, before a page stays short


def notifications_of(
    member: User, *, group: str = "", unread: bool | None = None
) -> QuerySet[Notification]:
    """A member's rows on the site: of one group, and unread or read ones only, if that is said.
    Whether the member may still see what they are about is for `shown`."""
    rows = Notification.objects.on_site().filter(member=member)
    if group:
        rows = rows.filter(type__in=[one.name for one in types() if one.group == group])
    return rows if unread is None else rows.filter(read_at__isnull=unread)


def one_shown(member: User, pk: int) -> ShownNotification | None:
    """A notification of this member's that they may see now."""
    found = shown(list(notifications_of(member).filter(pk=pk)), member)
    return found[0] if found else None


@dataclass(frozen=True, kw_only=True)
class NotificationPage:
    """Some notifications and the cursors beside them; None where there is nothing more."""

    rows: list[ShownNotification]
    older: str | None
    newer: str | None


def page_of(
    member: User,
    *,
    group: str = "",
    unread: bool | None = None,
    cursor: str | None = None,
    size: int = PAGE,
) -> NotificationPage:
    """The newest first, at least `size` of them if there are as many: what the member may not see
    any more takes no room."""
    rows = notifications_of(member, group=group, unread=unread)
    page = page_by_key(rows, keys=["id"], cursor=cursor, size=size)
    found, newer = shown(page.rows, member), page.newer
    for _ in range(LOOKED_AT):
        if len(found) >= size or page.older is None:
            break
        page = page_by_key(rows, keys=["id"], cursor=page.older, size=size)
        found += shown(page.rows, member)
    return NotificationPage(rows=found, older=page.older, newer=newer)


@dataclass(frozen=True, kw_only=True)
class Unread:
    """How many unread notifications a member has, of MOST that are counted."""

    count: int
    is_new: bool  # at least one of them was not seen
    by_group: Mapping[str, int] = field(default_factory=dict)


def unread_of(member: User) -> Unread:
    """What the bell shows, in a fixed number of queries for each kind of subject."""
    rows = notifications_of(member, unread=True)
    page = page_by_key(rows, keys=["id"], cursor=None, size=MOST)
    found = visible(page.rows, member)
    for _ in range(LOOKED_AT):
        if len(found) >= MOST or page.older is None:
            break
        page = page_by_key(rows, keys=["id"], cursor=page.older, size=MOST)
        found += visible(page.rows, member)
    found = found[:MOST]
    return Unread(
        count=len(found),
        is_new=any(row.seen_at is None for row in found),
        by_group=Counter(_group(row) for row in found),
    )


def _group(row: Notification) -> str:
    found = type_named(row.type)
    return found.group if found else ""


def unread_count(member: User) -> int:
    """How many unread notifications the member has and may see; MOST for as many or more."""
    return unread_of(member).count


def newer_than(member: User, pk: int) -> int:
    """How many came after that one; MOST for as many or more."""
    return len(visible(list(notifications_of(member).filter(pk__gt=pk)[:MOST]), member))


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """Where a member is notified of one type."""

    member: User
    type: NotificationType
    on_site: bool
    by_mail: bool

    def __str__(self) -> str:
        return self.type.name

    @property
    def pk(self) -> str:
        return self.type.name

    @property
    def is_default(self) -> bool:
        return (self.on_site, self.by_mail) == (self.type.on_site, self.type.by_mail)


def matrix(member: User) -> list[MatrixRow]:
    """A row for each type that this member can be notified of, in order; one query."""
    chosen = {row.type: row for row in Preference.objects.filter(member=member)}
    return [_row(member, one, chosen.get(one.name)) for one in types(member)]


def matrix_row(member: User, type: str) -> MatrixRow:  # noqa: A002 - as everywhere here
    """Raises Preference.DoesNotExist if it is no type that this member can be notified of."""
    for row in matrix(member):
        if row.type.name == type:
            return row
    raise Preference.DoesNotExist


def _row(member: User, type: NotificationType, chosen: Any) -> MatrixRow:  # noqa: A002
    on_site = chosen.is_on_site if chosen else type.on_site
    by_mail = chosen.is_by_mail if chosen else type.by_mail
    return MatrixRow(member=member, type=type, on_site=on_site, by_mail=by_mail)
