"""What a member still wants by email when it is sent: by then they may have muted the topic, or may
no longer watch it or its places."""

from collections.abc import Sequence

from community.accounts.models import User
from community.discussions.models import Thread
from community.discussions.models.reading import Level, Reading, Watch
from community.discussions.reading.watching import reading_of
from community.notifications.models import Notification

FIRST_POSTS = Level.WATCHING, Level.WATCHING_FIRST  # of a place, whose new threads are announced


def not_muted(rows: Sequence[Notification], member: User) -> list[Notification]:
    """Of what concerns the member: all but what is in muted threads."""
    readings = _readings(rows, member)
    return [row for row in rows if readings[row.context_id].level != Level.MUTED]


def watched(rows: Sequence[Notification], member: User) -> list[Notification]:
    """Of what they watch: what they watch still. Authors whom no reading says how closely they
    watch are notified all the same."""
    readings = _readings(rows, member)
    watches = Watch.objects.filter(member=member, level__in=FIRST_POSTS)
    places = set(watches.values_list("kind", "object_id"))
    return [row for row in rows if _is_watched(row, readings[row.context_id], places)]


def _is_watched(row: Notification, mine: Reading, places: set[tuple[str, int]]) -> bool:
    if mine.level in {Level.MUTED, Level.WATCHING}:
        return mine.level == Level.WATCHING
    if row.type == "discussions.thread":
        return (row.place_kind, row.place_id) in places
    return not mine.pk and row.reason == "discussions.started"


def _readings(rows: Sequence[Notification], member: User) -> dict[int, Reading]:
    """An email is of one thread."""
    threads = Thread.objects.in_bulk({row.context_id for row in rows})
    return {pk: reading_of(thread, member) for pk, thread in threads.items()}
