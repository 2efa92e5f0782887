"""What the queue's pages and programs read, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone

from community.accounts.models import User
from community.ai.models import Sentiment
from community.kernel.subjects import Subject
from community.kernel.text import fold
from community.moderation.models import Flag, ReviewItem, ReviewNote
from community.moderation.models.items import ReviewItemQuerySet
from community.moderation.queue import policy
from community.moderation.registration import (
    Described,
    ItemType,
    item_type,
    named_reasons,
    reviewable,
)

Viewer = User | AnonymousUser
PERIOD = timedelta(days=30)  # that the dashboard speaks of
LEARNED_FROM = 15  # agreed items; until there are so many, the defaults say what is urgent

AGREED_SCORES = """
    SELECT count(*), percentile_cont(ARRAY[0.5, 0.85]) WITHIN GROUP (ORDER BY score)
    FROM (
        SELECT sum(flag.score) AS score FROM moderation_flag AS flag
        JOIN moderation_reviewitem AS item ON item.id = flag.item_id
        WHERE flag.outcome = 'agreed' AND item.decided_at < date_trunc('day', now())
            AND item.decided_at > now() - interval '180 days'
        GROUP BY flag.item_id
    ) AS agreed
"""
HOURS_TO_DECISION = """
    SELECT percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (
        ORDER BY extract(epoch FROM decided_at - created_at) / 3600
    )
    FROM moderation_reviewitem WHERE id = ANY(%s)
"""


@dataclass(frozen=True)
class Priorities:
    """From which scores on an item is of medium and of high priority."""

    medium: float = 12.5 / 2
    high: float = 12.5

    def of(self, score: float) -> str:
        if score >= self.high:
            return "high"
        return "medium" if score >= self.medium else "low"


@dataclass(frozen=True)
class ShownFlag:
    """A flag, and how many of its member's decided flags were agreed with."""

    flag: Flag
    agreed: int
    decided: int


@dataclass(frozen=True)
class ShownItem:
    """An item as one reviewer sees it. Where `described` is None its content is gone, or is no
    longer for this reviewer, who is then shown neither flags nor notes, which may quote it."""

    item: ReviewItem
    type: ItemType | None
    described: Described | None
    reasons: list[str]
    priority: str  # "low", "medium" or "high"
    flags: list[ShownFlag] = field(default_factory=list)
    notes: list[ReviewNote] = field(default_factory=list)
    may_decide: bool = False
    sentiment: Sentiment | None = None  # of the text, if it was scored

    @property
    def claimed_by(self) -> User | None:
        return self.item.claimed_by

    @property
    def told(self) -> str:
        """What whoever decided it told the member."""
        return str(self.item.payload.get("text", "")) if self.described else ""


@dataclass(frozen=True)
class Dashboard:
    """How the queue does, of the items that the viewer may see."""

    open: int
    by_type: Mapping[str, int]  # open ones, by the names of types
    oldest_at: datetime | None
    hours_median: float | None  # from waiting to decision, in the last 30 days
    hours_p90: float | None
    decided_count: int
    by_moderator: Sequence[tuple[User, int]]  # decided ones, the most first


def items_visible_to(person: Viewer) -> ReviewItemQuerySet:
    """Of content that the person may read and moderates: see policy.seen_by."""
    seen: ReviewItemQuerySet = ReviewItem.objects.filter(policy.seen_by(person))
    return seen


def asked_items(
    viewer: Viewer,
    *,
    status: str | None = None,
    type: str | None = None,  # noqa: A002 - the column
    member: str | None = None,
    mine: bool = False,
) -> ReviewItemQuerySet:
    """The items that the viewer may see, narrowed; `decided` is every status but open."""
    rows = items_visible_to(viewer)
    if status:
        rows = rows.decided() if status == "decided" else rows.filter(status=status)
    if type:
        rows = rows.filter(type=type)
    if member:
        rows = rows.filter(member__folded_username=fold(member))
    return rows.filter(claimed_by=viewer.pk) if mine else rows


def with_people(rows: ReviewItemQuerySet) -> ReviewItemQuerySet:
    """With the members that an item is shown with."""
    return rows.select_related("member", "claimed_by", "decided_by")


def open_count(viewer: Viewer) -> int:
    return items_visible_to(viewer).open().count() if policy.may_review(viewer) else 0


def item_of(subject: Subject, viewer: Viewer, of_type: str = "") -> ReviewItem | None:
    """The newest open item about this, of any type or of one, if the viewer may see it."""
    about = {"subject_kind": subject.kind, "subject_id": subject.id}
    if of_type:
        about["type"] = of_type
    return items_visible_to(viewer).open().filter(**about).order_by("-pk").first()


def shown_items(rows: Sequence[ReviewItem], viewer: Viewer) -> list[ShownItem]:
    """The items with all that a reviewer decides by. Load them `with_people`."""
    described = described_items(rows, viewer)
    seen = [row.pk for row in rows if row.pk in described]
    flags, notes, priorities = _flags(seen), _notes(seen), agreed_priorities()
    scores = _scores([row.subject for row in rows if row.pk in described])
    return [
        ShownItem(
            item=row,
            type=item_type(row.type),
            described=described.get(row.pk),
            reasons=named_reasons(row.reasons),
            priority=priorities.of(row.score),
            flags=flags[row.pk],
            notes=notes[row.pk],
            may_decide=_may_decide(viewer, row),
            sentiment=scores.get(row.subject) if row.pk in described else None,
        )
        for row in rows
    ]


def described_items(rows: Sequence[ReviewItem], viewer: Viewer) -> dict[int, Described]:
    """What the viewer may see of what these are about, by item: one question for each type that
    describes its items itself, and for each kind of subject."""
    found: dict[int, Described] = {}
    by_type: dict[str, list[ReviewItem]] = defaultdict(list)
    by_kind: dict[str, list[ReviewItem]] = defaultdict(list)
    for row in rows:
        known = item_type(row.type)
        if known and known.describe:
            by_type[row.type].append(row)
        else:
            by_kind[row.subject_kind].append(row)
    for name, items in by_type.items():
        if (known := item_type(name)) and known.describe:
            found |= known.describe(items, viewer)
    for name, items in by_kind.items():
        if kind := reviewable(name):
            seen = kind.describe(sorted({item.subject_id for item in items}), viewer)
            found |= {i.pk: seen[i.subject_id] for i in items if i.subject_id in seen}
    return found


def agreed_priorities() -> Priorities:
    """Half and 85 % of what was agreed with scored less: that is what is urgent here. It changes
    once a day, and means something from 15 agreed items on."""
    with connection.cursor() as cursor:
        cursor.execute(AGREED_SCORES)
        [(count, scores)] = cursor.fetchall()
    return Priorities(*scores) if count >= LEARNED_FROM else Priorities()


def dashboard(viewer: Viewer) -> Dashboard:
    """The state of the queue, as far as the viewer sees it."""
    seen = items_visible_to(viewer)
    waiting = seen.open().values("type").annotate(count=Count("pk"), oldest=Min("created_at"))
    rows = list(waiting.order_by("type"))
    decided = seen.filter(decided_at__gt=timezone.now() - PERIOD, decided_by__isnull=False)
    median, p90 = _hours(list(decided.values_list("pk", flat=True)))
    return Dashboard(
        open=sum(row["count"] for row in rows),
        by_type={row["type"]: row["count"] for row in rows},
        oldest_at=min((row["oldest"] for row in rows), default=None),
        hours_median=median,
        hours_p90=p90,
        decided_count=decided.count(),
        by_moderator=_load(decided),
    )


def _hours(ids: list[int]) -> tuple[float | None, float | None]:
    with connection.cursor() as cursor:
        cursor.execute(HOURS_TO_DECISION, [ids])
        [(found,)] = cursor.fetchall()
    return (found[0], found[1]) if found else (None, None)


def _load(decided: Any) -> list[tuple[User, int]]:
    counted = decided.values_list("decided_by").annotate(count=Count("pk"))
    counts = dict(counted.order_by("-count", "decided_by"))
    people = User.objects.in_bulk(counts)
    return [(people[pk], count) for pk, count in counts.items() if pk in people]


def _may_decide(viewer: Viewer, row: ReviewItem) -> bool:
    """As policy.may_decide, of an item that the viewer sees."""
    return row.is_open and policy.may_decide_seen(viewer, row)


def _flags(items: Sequence[int]) -> dict[int, list[ShownFlag]]:
    found = list(Flag.objects.filter(item__in=items).select_related("member").order_by("pk"))
    agreed, disagreed = Flag.Outcome.AGREED, Flag.Outcome.DISAGREED
    counted = (
        Flag.objects.filter(member__in={flag.member_id for flag in found})
        .values_list("member")
        .annotate(
            agreed=Count("pk", filter=Q(outcome=agreed)),
            decided=Count("pk", filter=Q(outcome__in=[agreed, disagreed])),
        )
    )
    accuracy = {member: (right, decided) for member, right, decided in counted}
    shown: dict[int, list[ShownFlag]] = defaultdict(list)
    for flag in found:
        shown[flag.item_id].append(ShownFlag(flag, *accuracy.get(flag.member_id, (0, 0))))
    return shown


def _scores(subjects: Sequence[Subject]) -> dict[Subject, Sentiment]:
    """How the texts of these were scored; a model of the worker did that, nothing is asked now."""
    if not subjects:
        return {}
    rows = Sentiment.objects.exclude(backend="").filter(
        subject_kind__in={one.kind for one in subjects}, subject_id__in={one.id for one in subjects}
    )
    return {Subject(row.subject_kind, row.subject_id): row for row in rows}


def _notes(items: Sequence[int]) -> dict[int, list[ReviewNote]]:
    shown: dict[int, list[ReviewNote]] = defaultdict(list)
    for note in ReviewNote.objects.filter(item__in=items).select_related("by").order_by("pk"):
        shown[note.item_id].append(note)
    return shown
