"""Review items as the queue's pages show them: with who flagged, how reliably, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.ai.models import Sentiment
from community.kernel import formats
from community.kernel.languages import Text
from community.kernel.paging import cursor_of, key_of
from community.kernel.text import number
from community.moderation.models import Flag, ReviewItem, Sanction
from community.moderation.models.items import ReviewItemQuerySet
from community.moderation.queue import actions, queries
from community.moderation.queue.queries import ShownFlag, ShownItem
from community.moderation.registration import (
    REASONS,
    Described,
    ItemType,
    Reviewable,
    item_types,
    named_reasons,
    reviewable,
)

PAGE = 20
COUNTED = 100  # items are counted so far, and then "100+"
FLAGGED = {"flagged", *Flag.Reason.values}  # what the flags themselves say better
KEYS = {"urgent": ["score", "pk"], "oldest": ["pk"], "decided": ["decided_at", "pk"]}


@dataclass(frozen=True)
class Priority:
    label: Text
    tone: str


PRIORITIES = {
    "high": Priority(pgettext_lazy("priority", "Urgent"), "red"),
    "medium": Priority(pgettext_lazy("priority", "Medium"), "ochre"),
    "low": Priority(pgettext_lazy("priority", "Low"), ""),
}


@dataclass(frozen=True)
class Record:
    """How a member's flags, or the flags of what a member wrote, were decided."""

    agreed: int = 0
    decided: int = 0


@dataclass(frozen=True)
class FlaggedFor:
    """One reason, and who gave it."""

    label: Text
    count: int
    first: User
    record: Record  # of the first one's flags


@dataclass(frozen=True)
class Glance:
    """What is known of the member whose case it is."""

    received: Record
    active: list[Sanction]
    earlier_count: int
    sanctions: list[Sanction] = field(default_factory=list)  # all, newest first


@dataclass(frozen=True)
class Case:
    """One item, as one viewer sees it."""

    shown: ShownItem
    flagged_for: list[FlaggedFor]
    explained: list[Flag]  # flags with a text
    reasons: list[str]  # why it waits, beside flags
    glance: Glance | None
    panel_url: str  # of the member, where the viewer may sanction

    @property
    def item(self) -> ReviewItem:
        return self.shown.item

    @property
    def type_label(self) -> Text:
        """What it is an item of; the stored name for a type of an app that is gone."""
        return self.shown.type.label if self.shown.type else self.item.type

    @property
    def title(self) -> Text:
        return self.shown.described.title if self.shown.described else _("Content not available")

    @property
    def status(self) -> str:
        return str(self.item.get_status_display())

    @property
    def sentiment(self) -> str:
        """How the text was scored, in words; empty if it was not, or its language is unknown."""
        score = self.shown.sentiment
        if score is None or score.label == Sentiment.Label.UNKNOWN:
            return ""
        return gettext("Sentiment: %(label)s (confidence %(confidence)s)") % {
            "label": score.get_label_display(),
            "confidence": formats.percent(score.confidence),
        }

    @property
    def is_hiding_offered(self) -> bool:
        """Where it can be hidden; what cannot, a member for example, is rejected."""
        return self._is_removable and bool(self._kind and self._kind.hide)

    @property
    def is_deleting_offered(self) -> bool:
        return self._is_removable and bool(self._kind and self._kind.delete)

    @property
    def _is_removable(self) -> bool:
        return bool(self.shown.type and self.shown.type.is_hiding_offered and self.shown.described)

    @property
    def _kind(self) -> Reviewable | None:
        return reviewable(self.item.subject_kind)

    @property
    def is_ignoring_offered(self) -> bool:
        return bool(self.shown.type and self.shown.type.ignore)

    @property
    def is_claimed(self) -> bool:
        return actions.is_claimed(self.item)

    @property
    def priority(self) -> Priority | None:
        """In words, where it says something: only flags have a score."""
        has_flags = self.item.is_open and self.item.score
        return PRIORITIES.get(self.shown.priority) if has_flags else None

    @property
    def approve_key(self) -> str:
        """K keeps what was flagged, A approves what was held."""
        return "k" if self.shown.type and self.shown.type.is_hiding_offered else "a"

    @property
    def may_show_again(self) -> bool:
        """Whether what a decision hid can be taken back here."""
        content = self.shown.described
        return bool(content and content.is_hidden and not self.item.is_open)


@dataclass(frozen=True)
class Asked:
    """What the address of the queue asks for; what it does not say, or says wrongly, narrows
    nothing."""

    tab: str = "open"
    type: str = ""
    order: str = "urgent"
    member: str = ""
    reason: str = ""
    container: int | None = None
    cursor: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        tab, order = query.get("show", ""), query.get("order", "")
        known = {one.name for one in item_types()}
        return cls(
            tab=tab if tab in {"mine", "decided"} else "open",
            type=query.get("type", "") if query.get("type") in known else "",
            order="oldest" if order == "oldest" else "urgent",
            member=query.get("member", "").strip().replace("\0", "")[:60],
            reason=query.get("reason", "") if query.get("reason") in reasons() else "",
            container=number(query.get("container", "")),
            cursor=query.get("page", ""),
        )

    @property
    def keys(self) -> list[str]:
        return KEYS["decided" if self.tab == "decided" else self.order]

    def query(self, **changed: object) -> str:
        """The address of this list with another filter or order, at its first page."""
        usual = {"show": "open", "order": "urgent"}
        now = {
            "show": self.tab,
            "type": self.type,
            "order": self.order,
            "member": self.member,
            "reason": self.reason,
            "container": self.container,
        } | changed
        told = {name: said for name, said in now.items() if said and said != usual.get(name)}
        return f"?{urlencode(told)}"


@dataclass(frozen=True)
class QueuePage:
    cases: list[Case]
    older: str | None  # the cursor of the next page


@dataclass
class Counted:
    """Open items of each type that the viewer may see."""

    types: list[tuple[ItemType, int]] = field(default_factory=list)
    open: int = 0
    mine: int = 0
    oldest_at: datetime | None = None


def reasons() -> dict[str, Text]:
    """Why an item can wait, by code: the reasons of flags, and what apps registered."""
    return {**dict(Flag.Reason.choices), **REASONS}


def queue_page(viewer: User, asked: Asked) -> QueuePage:
    """One page of the items that the viewer may see, in a fixed number of queries."""
    rows = _asked_for(queries.items_visible_to(viewer), viewer, asked)
    found = list(queries.with_people(_after(rows, asked))[: PAGE + 1])
    older = cursor_of(found[PAGE - 1], asked.keys) if len(found) > PAGE else None
    return QueuePage(cases_of(found[:PAGE], viewer), older)


def _asked_for(rows: ReviewItemQuerySet, viewer: User, asked: Asked) -> ReviewItemQuerySet:
    if asked.tab == "decided":
        rows = rows.exclude(status=ReviewItem.Status.OPEN)
    else:
        rows = rows.filter(status=ReviewItem.Status.OPEN)
    if asked.tab == "mine":
        rows = rows.filter(claimed_by=viewer)
    if asked.type:
        rows = rows.filter(type=asked.type)
    if asked.member:
        rows = rows.filter(member__username__iexact=asked.member)
    if asked.container is not None:
        rows = rows.filter(container_id=asked.container)
    if asked.reason:
        flagged = Flag.objects.filter(item=OuterRef("pk"), reason=asked.reason)
        rows = rows.filter(Q(reasons__contains=[asked.reason]) | Exists(flagged))
    return rows


def _after(rows: ReviewItemQuerySet, asked: Asked) -> ReviewItemQuerySet:
    """In the order that is asked for, from its cursor on. The page's order is not the one that
    `page_by_key` knows: the most urgent first, and of those the oldest."""
    key = key_of(asked.cursor, ReviewItem, asked.keys)
    if asked.tab == "decided":
        if key:
            at, pk = key
            rows = rows.filter(Q(decided_at__lt=at) | Q(decided_at=at, pk__lt=pk))
        return rows.order_by("-decided_at", "-pk")
    if asked.order == "oldest":
        return (rows.filter(pk__gt=key[0]) if key else rows).order_by("pk")
    if key:
        score, pk = key
        rows = rows.filter(Q(score__lt=score) | Q(score=score, pk__gt=pk))
    return rows.order_by("-score", "pk")


def cases_of(rows: Sequence[ReviewItem], viewer: User) -> list[Case]:
    """Those of the items whose subject the viewer may see now, each with all that a moderator
    wants to know before deciding."""
    shown = queries.shown_items(rows, viewer)
    glances = glances_at({one.item.member_id for one in shown if one.item.member_id})
    return [_case(one, viewer, glances) for one in shown]


def _case(shown: ShownItem, viewer: User, glances: Mapping[int, Glance]) -> Case:
    beside = [code for code in shown.item.reasons if code not in FLAGGED]
    return Case(
        shown=shown,
        flagged_for=_flagged_for(shown.flags),
        explained=[one.flag for one in shown.flags if one.flag.text],
        reasons=named_reasons(beside),
        glance=glances.get(shown.item.member_id or 0),
        panel_url=panel_url(shown.item.member, viewer),
    )


def _flagged_for(flags: Iterable[ShownFlag]) -> list[FlaggedFor]:
    """By reason, the most frequent first; of each, the earliest flagger speaks for its weight."""
    by_reason: dict[str, list[ShownFlag]] = {}
    for one in flags:
        by_reason.setdefault(one.flag.reason, []).append(one)
    return [
        FlaggedFor(
            label=given[0].flag.get_reason_display(),
            count=len(given),
            first=given[0].flag.member,
            record=Record(given[0].agreed, given[0].decided),
        )
        for given in sorted(by_reason.values(), key=len, reverse=True)
    ]


def glances_at(ids: Iterable[int]) -> dict[int, Glance]:
    """What is known of each of these members: flags on what is theirs, and sanctions."""
    wanted = set(ids)
    rows = Flag.objects.filter(item__member__in=wanted).values("item__member")
    counts = {row.pop("item__member"): Record(**row) for row in _counted(rows)}
    active: dict[int, list[Sanction]] = {}
    earlier: dict[int, int] = {}
    every: dict[int, list[Sanction]] = {}
    for sanction in Sanction.objects.filter(member__in=wanted).order_by("pk"):
        every.setdefault(sanction.member_id, []).insert(0, sanction)
        if sanction.is_active:
            active.setdefault(sanction.member_id, []).append(sanction)
        elif sanction.confirmed_at and sanction.lifted_at is None:
            earlier[sanction.member_id] = earlier.get(sanction.member_id, 0) + 1
    return {
        pk: Glance(
            received=counts.get(pk, Record()),
            active=active.get(pk, []),
            earlier_count=earlier.get(pk, 0),
            sanctions=every.get(pk, []),
        )
        for pk in wanted
    }


def _counted(rows: Any) -> Any:
    agreed, decided = Flag.Outcome.AGREED, [Flag.Outcome.AGREED, Flag.Outcome.DISAGREED]
    return rows.annotate(
        agreed=Count("pk", filter=Q(outcome=agreed)),
        decided=Count("pk", filter=Q(outcome__in=decided)),
    ).order_by()


def counted(viewer: User) -> Counted:
    """How much waits of each type, in one query."""
    waiting = queries.items_visible_to(viewer).open().order_by().values("type")
    mine = Count("pk", filter=Q(claimed_by=viewer))
    rows = waiting.annotate(waiting=Count("pk"), oldest=Min("created_at"), mine=mine)
    by_type: dict[str, Any] = {row["type"]: row for row in rows}
    return Counted(
        types=[(one, by_type.get(one.name, {}).get("waiting", 0)) for one in item_types()],
        open=sum(row["waiting"] for row in by_type.values()),
        mine=sum(row["mine"] for row in by_type.values()),
        oldest_at=min((row["oldest"] for row in by_type.values()), default=None),
    )


# -- where something stands --------------------------------------------------------------------
def moderates(part: Reviewable, viewer: User, content: Described) -> bool:
    """Whether the viewer moderates this object where it stands."""
    if part.may_moderate:
        return part.may_moderate(viewer, content)
    return may_moderate(viewer) or content.container_id in part.containers_of(viewer)


def panel_url(member: User | None, viewer: User) -> str:
    """Where moderators of the whole site see and sanction a member; empty for others, for oneself
    and for who has no page."""
    if member is None or not member.has_page or member.pk == viewer.pk:
        return ""
    return reverse("moderation:member", args=[member.username]) if may_moderate(viewer) else ""


# -- beside one case ---------------------------------------------------------------------------
def others_of(item: ReviewItem, viewer: User) -> list[ReviewItem]:
    """What else waits or was decided about the same subject, the latest first."""
    rows = queries.items_visible_to(viewer).exclude(pk=item.pk).select_related("decided_by")
    same = rows.filter(subject_kind=item.subject_kind, subject_id=item.subject_id)
    return list(same.order_by("-pk")[:PAGE])
