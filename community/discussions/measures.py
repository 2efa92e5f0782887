"""How much members read: what trust levels may require."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import Counts, Measure, Measured, register
from community.discussions.containers.tree import within
from community.discussions.kinds import names
from community.discussions.models import Container, Thread
from community.discussions.models.reading import Level, Reading, ReadingDay, Reason, Watch
from community.discussions.reading.watching import watchable

ENTERED, READ = "discussions.topics_entered", "discussions.posts_read"
MINUTES, VISITED = "discussions.minutes_read", "discussions.days_visited"

# Of the topics of a quiet site some are to be read, and of a busy one not thousands.
LEAST_TOPICS, MOST_TOPICS = 25, 250

Values = Mapping[int, Measured]


def read_by_days(member_ids: Sequence[int], sinces: Sequence[date | None]) -> Counts:
    """What members read since, in one query."""
    sums: dict[tuple[str, date | None], Any] = {}
    for since in sinces:
        lately = Q(day__gte=since) if since else Q()
        sums |= {
            (ENTERED, since): Sum("threads", filter=lately),
            (READ, since): Sum("posts", filter=lately),
            (MINUTES, since): Sum("read_ms", filter=lately) / 60_000,
            (VISITED, since): Count("pk", filter=lately),
        }
    return counts(ReadingDay.objects.filter(member__in=member_ids), sums, sinces)


def counts(
    rows: QuerySet[Any], sums: Mapping[tuple[str, date | None], Any], sinces: Sequence[date | None]
) -> Counts:
    """These sums over members' rows of the days since the earliest one, by member."""
    earliest = [since for since in sinces if since]
    if len(earliest) == len(sinces):
        rows = rows.filter(day__gte=min(earliest))
    named = {f"sum_{n}": one for n, one in enumerate(sums.values())}
    counted = list(rows.order_by("member").values_list("member").annotate(**named))
    return {key: {row[0]: row[n] or 0 for row in counted} for n, key in enumerate(sums, start=1)}


def share_of_topics_read(member_ids: Sequence[int], since: date | None, threshold: int) -> Values:
    """Of the topics started since, in categories that a member follows or has opened a topic of
    since: `threshold` percent, but at least 25 and at most 250, or all if there are fewer."""
    at = datetime.combine(since, time(), UTC) if since else None
    places: dict[int, set[int]] = {pk: set() for pk in member_ids}
    values = dict.fromkeys(member_ids, 0)
    for pk, container_id, number in _read_by_container(member_ids, at):
        places[pk].add(container_id)
        values[pk] += number
    for pk, containers in _followed(member_ids).items():
        places[pk] |= containers
    started = _started(set().union(*places.values()), at)
    measured = {}
    for pk, containers in places.items():
        total = sum(started.get(container_id, 0) for container_id in containers)
        share = -(-total * threshold // 100)
        needed = min(total, max(LEAST_TOPICS, min(share, MOST_TOPICS)))
        measured[pk] = Measured(value=values[pk], needed=needed)
    return measured


def _read_by_container(
    member_ids: Sequence[int], at: datetime | None
) -> QuerySet[Reading, tuple[int, int, int]]:
    """Member and container of what they opened, with how many of its new topics are among it."""
    opened = Reading.objects.filter(
        member__in=member_ids,
        last_read_number__gt=0,
        thread__container_id__isnull=False,
        thread__deleted_at=None,
    )
    new = Q()
    if at:
        opened = opened.filter(last_visited_at__gte=at)
        new = Q(thread__created_at__gte=at)
    counted = opened.values_list("member", "thread__container_id")
    return counted.annotate(number=Count("pk", filter=new)).order_by()


def _followed(member_ids: Sequence[int]) -> dict[int, set[int]]:
    """The containers that each member follows, with those inside them."""
    watches = Watch.objects.filter(member__in=member_ids, level__gte=Level.TRACKING)
    rows = [
        (pk, object_id)
        for pk, kind, object_id in watches.values_list("member", "kind", "object_id")
        if (place := watchable(kind)) and place.reason is Reason.CONTAINER
    ]
    parents = dict(Container.objects.values_list("pk", "parent_id")) if rows else {}
    inside = {one: within(one, parents) for one in {object_id for _, object_id in rows}}
    followed: dict[int, set[int]] = {}
    for pk, object_id in rows:
        followed.setdefault(pk, set()).update(inside[object_id])
    return followed


def _started(container_ids: set[int], at: datetime | None) -> dict[int, int]:
    """How many topics were started in each container."""
    threads = Thread.objects.filter(
        kind__in=names(), container_id__in=container_ids, deleted_at=None
    )
    if at:
        threads = threads.filter(created_at__gte=at)
    return dict(threads.values_list("container_id").annotate(number=Count("pk")).order_by())


register(
    Measure(
        name=ENTERED, label=_("Topics opened"), counted=read_by_days, position=10
    ),
    Measure(
        name=READ, label=_("Posts read"), counted=read_by_days, position=20
    ),
    Measure(
        name=MINUTES, label=_("Minutes of reading"), counted=read_by_days,
        unit=_("minutes"), position=30,
    ),
    Measure(
        name=VISITED, label=_("Days visited"), counted=read_by_days,
        unit=_("days"), position=5,
    ),
    Measure(
        name="discussions.share_of_topics_read",
        label=_("New topics read in categories that are followed or read"),
        measure=share_of_topics_read, position=15,
    ),
)  # fmt: skip
