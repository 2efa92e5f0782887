"""The number at the bell, which every page of a member shows.

It is kept beside the version of the member's channel, so that a page asks nobody for it.
"""

from dataclasses import dataclass

from community.accounts.models import User
from community.kernel import formats
from community.live import bell
from community.notifications.channels import channel
from community.notifications.queries import MOST, Unread, unread_of


@dataclass(frozen=True)
class Count:
    """What the bell says at a version of the member's channel."""

    channel: str
    version: str
    unread: int = 0
    is_new: bool = False  # some of them were not seen

    @property
    def words(self) -> str:
        return (
            f"{formats.number(MOST - 1)}+" if self.unread >= MOST else formats.number(self.unread)
        )


def count_on_this_page(member: User) -> Count:
    """As it was noted last at this version, and counted only if nothing is noted. Without Redis
    there is no number: each page would have to count."""
    of = channel(member.pk)
    version, note = bell.note_on_this_page(of)
    if version == bell.UNKNOWN:
        return Count(of, version)
    if note is None:
        return _counted(member, of, version)
    unread, is_new = note.split()
    return Count(of, version, int(unread), is_new == "1")


def count_now(member: User) -> Count:
    """Counted again, after a change by the member or when the bell has rung."""
    of = channel(member.pk)
    return _counted(member, of, bell.version(of))  # read before what it covers


def keep_count(member_id: int, version: str, found: Unread) -> None:
    """Note it for the pages to come. `version` was read before it was counted."""
    bell.keep_note(channel(member_id), version, f"{found.count} {int(found.is_new)}")


def _counted(member: User, of: str, version: str) -> Count:
    found = unread_of(member)
    keep_count(member.pk, version, found)
    return Count(of, version, found.count, found.is_new)
