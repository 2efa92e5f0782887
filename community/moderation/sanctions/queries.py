"""What moderators are told of members, and members of themselves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.kernel.languages import Text
from community.moderation.models import Flag, ReviewItem, ReviewNote, Sanction
from community.moderation.queue.queries import described_items, items_visible_to
from community.moderation.registration import Described, figures, item_type
from community.moderation.sanctions.ladder import Step, next_step

SHOWN = 20  # of each list of the member panel
Outcome = Flag.Outcome


@dataclass(frozen=True, kw_only=True)
class FlagCounts:
    """Flags by outcome."""

    agreed: int = 0
    disagreed: int = 0
    total: int = 0  # with those that wait or were ignored


@dataclass(frozen=True, kw_only=True)
class History:
    """A member at a glance, for moderators."""

    member: User
    sanctions: Sequence[Sanction]  # newest first, with who decided, and the appeal
    flags_received: FlagCounts = field(default_factory=FlagCounts)
    flags_made: FlagCounts = field(default_factory=FlagCounts)
    counts: Mapping[str, int] = field(default_factory=dict)  # by names of registered figures

    @property
    def joined_at(self) -> datetime:
        return self.member.date_joined

    @property
    def posts_count(self) -> int:
        return self.counts.get("discussions.posts", 0)

    @property
    def figures(self) -> list[tuple[Text, int]]:
        return [(one.label, self.counts.get(one.name, 0)) for one in figures()]

    @property
    def active(self) -> list[Sanction]:
        return [one for one in self.sanctions if one.is_active]

    @property
    def proposed(self) -> list[Sanction]:
        """Bans that wait for a second moderator."""
        return [one for one in self.sanctions if not (one.confirmed_at or one.lifted_at)]

    @property
    def recommended(self) -> Step | None:
        """The next step of the ladder."""
        return next_step(self.sanctions)


def history_of(member: User, viewer: Any) -> History:
    """Raises LookupError if the viewer is no moderator."""
    return histories_of([member.pk], viewer)[member.pk]


def histories_of(ids: Iterable[int], viewer: Any) -> dict[int, History]:
    """Those of many members in a fixed number of queries; none if the viewer is no moderator."""
    if not may_moderate(viewer):
        return {}
    members = User.objects.in_bulk(set(ids))
    sanctions: dict[int, list[Sanction]] = defaultdict(list)
    for one in with_deciders(Sanction.objects.filter(member__in=members)):
        one.member = members[one.member_id]
        sanctions[one.member_id].append(one)
    received = _counted(Flag.objects.filter(item__member__in=members), "item__member")
    made = _counted(Flag.objects.filter(member__in=members), "member")
    counts = {one.name: one.count(list(members)) for one in figures()}
    return {
        pk: History(
            member=member,
            sanctions=sanctions[pk],
            flags_received=received.get(pk, FlagCounts()),
            flags_made=made.get(pk, FlagCounts()),
            counts={name: of.get(pk, 0) for name, of in counts.items()},
        )
        for pk, member in members.items()
    }


def _counted(flags: QuerySet[Flag], of: str) -> dict[int, FlagCounts]:
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, outcome, count in flags.values_list(of, "outcome").annotate(Count("pk")):
        counted[pk][outcome] = count
    return {
        pk: FlagCounts(
            agreed=by.get(Outcome.AGREED, 0),
            disagreed=by.get(Outcome.DISAGREED, 0),
            total=sum(by.values()),
        )
        for pk, by in counted.items()
    }


def with_deciders(rows: QuerySet[Sanction]) -> QuerySet[Sanction]:
    """Newest first, with all that is shown of them."""
    people = ("by", "confirmed_by", "lifted_by", "appeal__decided_by")
    return rows.select_related(*people).order_by("-pk")


def sanctions_of(viewer: Any, member: User) -> QuerySet[Sanction]:
    """A member's own, as far as they are or were in force; for moderators all."""
    rows = with_deciders(Sanction.objects.filter(member=member).select_related("member"))
    if may_moderate(viewer) and viewer.pk != member.pk:
        return rows
    if viewer.pk != member.pk:
        return rows.none()
    return rows.filter(confirmed_at__isnull=False)


def sanctions_visible_to(viewer: Any) -> QuerySet[Sanction]:
    """For moderators all; for others their own."""
    rows = Sanction.objects.select_related("member")
    if may_moderate(viewer):
        return with_deciders(rows)
    return with_deciders(rows.filter(member=viewer.pk, confirmed_at__isnull=False))


def latest_suspension(member: User) -> Sanction | None:
    """What keeps a member from signing in now."""
    kinds = [Sanction.Kind.SUSPENSION, Sanction.Kind.BAN]
    return with_deciders(member.sanctions.active().filter(kind__in=kinds)).first()


def decider_of(sanction: Sanction) -> User | None:
    """Whom the member is told of; None: the site does not tell names."""
    return sanction.by if settings.MODERATION_LOG_NAMES else None


@dataclass(frozen=True, kw_only=True)
class ItemAbout:
    """A review item as the member panel lists it. `described` is None if its content is gone."""

    item: ReviewItem
    label: Text
    described: Described | None


def items_about(member: User, viewer: Any) -> list[ItemAbout]:
    """The latest that waits or waited because of this member, as far as the viewer may see it."""
    rows = list(items_visible_to(viewer).filter(member=member).order_by("-pk")[:SHOWN])
    described = described_items(rows, viewer)
    return [
        ItemAbout(item=row, label=known.label, described=described.get(row.pk))
        for row in rows
        if (known := item_type(row.type))
    ]


def notes_about(member: User, viewer: Any) -> list[ReviewNote]:
    items = items_visible_to(viewer).filter(member=member)
    rows = ReviewNote.objects.filter(item__in=items).select_related("by")
    return list(rows.order_by("-pk")[:SHOWN])
