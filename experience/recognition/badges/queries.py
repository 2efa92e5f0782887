"""Badges, who has them, and what for: as far as the viewer may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, F, Max, QuerySet
from django.urls import reverse

from community.accounts.models import BadgeAward, ImportedBadge, User
from community.accounts.standing import registration
from community.accounts.standing.registration import Badge, Threshold, Tier
from community.kernel.paging import Page, page_by_key
from community.kernel.subjects import Shown, Subject, resolve_many
from experience.recognition.badges.kinds import Visiting
from experience.recognition.models import Tally, Visits

PAGE = 50
COUNTED_FOR = 600  # seconds that the numbers of holders are kept
MOST_IMPORTED = 200  # names on the page of all badges
LATEST = 5  # awards of one badge among which one is looked for that the viewer may see
Level = ImportedBadge.Level


@dataclass(frozen=True, kw_only=True)
class ShownBadge:
    """A registered badge, with what the viewer has of it."""

    badge: Badge
    holders: int
    is_held: bool
    reached: int = 0  # of `needed`, if it is counted for one member
    needed: int = 0

    @property
    def name(self) -> str:
        return self.badge.name

    @property
    def label(self) -> str:
        return str(self.badge.label)

    @property
    def description(self) -> str:
        return str(self.badge.description)

    @property
    def tier(self) -> str:
        return word_of(self.badge.tier)

    @property
    def tier_label(self) -> str:
        return str(Level(self.badge.tier).label)

    @property
    def icon(self) -> str:
        return self.badge.icon

    @property
    def url(self) -> str:
        return url_of(self.badge)

    @property
    def percent(self) -> int:
        """How far the viewer is, for a badge that is not awarded yet."""
        return min(100 * self.reached // self.needed, 99) if self.needed else 0


@dataclass(frozen=True, kw_only=True)
class MemberBadge:
    """A badge of a member, with how often and when it was awarded last."""

    name: str  # of an imported one, what it was called
    label: str
    description: str
    level: Level
    icon: str
    url: str
    count: int
    awarded_at: datetime
    awarded_for: str = ""  # the title of what it is for, if the viewer may see it
    awarded_for_url: str = ""
    site: str = ""  # where it was imported from

    @property
    def tier(self) -> str:
        return word_of(self.level)

    @property
    def tier_label(self) -> str:
        return str(self.level.label)

    @property
    def is_imported(self) -> bool:
        return bool(self.site)


@dataclass(frozen=True, kw_only=True)
class ImportedName:
    """A badge of another site, with how many members brought it along."""

    name: str
    level: Level
    holders: int

    @property
    def tier(self) -> str:
        return word_of(self.level)

    @property
    def url(self) -> str:
        return reverse("recognition:imported_badge", args=[self.name])


def word_of(tier: Tier | Level) -> str:
    """The tier for programs and style sheets: gold, silver or bronze."""
    return tier.name.lower()


def slug_of(badge: Badge) -> str:
    return badge.name.replace(".", "-").replace("_", "-")


def url_of(badge: Badge) -> str:
    return reverse("recognition:badge", args=[slug_of(badge)])


def page_of(name: str, *, label: str) -> str:
    """The page of a badge that a member has: an imported one has a label alone."""
    badge = registration.badge(name)
    return url_of(badge) if badge else reverse("recognition:imported_badge", args=[label])


def badge_of_slug(slug: str) -> Badge | None:
    return next((badge for badge in registration.badges() if slug_of(badge) == slug), None)


def badge_named(viewer: Any, name: str) -> ShownBadge:
    """Raises ObjectDoesNotExist."""
    badge = registration.badge(name)
    if badge is None:
        raise ObjectDoesNotExist
    return shown_badge(badge, viewer)


def shown_badge(badge: Badge, viewer: Any) -> ShownBadge:
    return _shown([badge], viewer)[0]


def all_badges(viewer: Any) -> list[ShownBadge]:
    """All that are registered, in their order: three queries, and one for the numbers of holders,
    which are up to ten minutes old."""
    return _shown(registration.badges(), viewer)


def _shown(badges: Sequence[Badge], viewer: Any) -> list[ShownBadge]:
    numbers, own, reached = holders(), _held_by(viewer), _reached_by(viewer, badges)
    return [
        ShownBadge(
            badge=badge,
            holders=numbers.get(badge.name, 0),
            is_held=badge.name in own,
            **_progress(badge, reached.get(badge.name)),
        )
        for badge in badges
    ]


def _progress(badge: Any, reached: int | None) -> dict[str, int]:
    """Nothing for badges that are not counted for one member. What is awarded the next night, as a
    new badge is, has been reached in full."""
    if reached is None:
        return {}
    return {"reached": min(reached, badge.threshold), "needed": badge.threshold}


def holders() -> Mapping[str, int]:
    """How many members have each badge."""
    return cache.get_or_set("recognition.holders", _count_holders, COUNTED_FOR) or {}


def _count_holders() -> dict[str, int]:
    rows = BadgeAward.objects.filter(revoked_at=None, member__is_active=True).order_by()
    counts = rows.values("badge").annotate(n=Count("member", distinct=True))
    return dict(counts.values_list("badge", "n"))


def _held_by(viewer: Any) -> set[str]:
    if not viewer.is_authenticated:
        return set()
    rows = BadgeAward.objects.filter(member=viewer, revoked_at=None)
    return set(rows.values_list("badge", flat=True))


def _reached_by(viewer: Any, badges: Iterable[Badge]) -> dict[str, int]:
    """How far the viewer is with badges that are counted for one member."""
    if not viewer.is_authenticated:
        return {}
    rows = Tally.objects.filter(member=viewer, by="").values_list("rule", "number")
    numbers = dict(rows)
    visits = Visits.objects.filter(member=viewer).first()
    reached: dict[str, int] = {}
    for badge in badges:
        if isinstance(badge, Threshold) and not badge.by:
            reached[badge.name] = numbers.get(badge.rule, 0)
        elif isinstance(badge, Visiting):
            reached[badge.name] = getattr(visits, badge.counter) if visits else 0
    return reached


def imported_names() -> list[ImportedName]:
    """The badges that most members brought along from other sites, at most MOST_IMPORTED."""
    rows = cache.get_or_set("recognition.imported_names", _count_imported, COUNTED_FOR) or []
    return [ImportedName(name=name, level=Level(level), holders=n) for name, level, n in rows]


def _count_imported() -> list[tuple[str, int, int]]:
    rows = ImportedBadge.objects.filter(member__is_active=True).order_by()
    counts = rows.values("name", "level").annotate(n=Count("member", distinct=True))
    counts = counts.order_by("-n", "level", "name")
    return list(counts.values_list("name", "level", "n")[:MOST_IMPORTED])


def awards_visible_to(viewer: Any) -> QuerySet[BadgeAward]:
    """Of registered badges, those of members whose page the viewer may see."""
    return BadgeAward.objects.filter(
        revoked_at=None,
        badge__in=[badge.name for badge in registration.badges()],
        member__in=User.objects.visible_to(viewer),
    ).select_related("member")


def awards_of_badge(viewer: Any, *, badge: ShownBadge) -> QuerySet[BadgeAward]:
    return awards_visible_to(viewer).filter(badge=badge.name)


def awards_page(viewer: Any, badge: ShownBadge, cursor: str | None) -> Page[BadgeAward]:
    """Who has it, newest first, each with `awarded_for` as far as the viewer may see that."""
    rows = awards_of_badge(viewer, badge=badge)
    page = page_by_key(rows, keys=["awarded_at", "pk"], cursor=cursor, size=PAGE)
    titles = shown_subjects(page.rows, viewer)
    for row in page.rows:
        row.awarded_for = titles.get(row.pk)  # type: ignore[attr-defined]
    return page


def imported_page(viewer: Any, name: str, cursor: str | None) -> Page[ImportedBadge]:
    """Who brought it along, newest first."""
    rows = ImportedBadge.objects.filter(name=name, member__in=User.objects.visible_to(viewer))
    rows = rows.select_related("member")
    return page_by_key(rows, keys=["given_at", "pk"], cursor=cursor, size=PAGE)


def shown_subjects(awards: Iterable[BadgeAward], viewer: Any) -> dict[int, Shown]:
    """What each of them was awarded for, as far as the viewer may see it."""
    subjects = {one.pk: of for one in awards if (of := subject_of(one.badge, one.scope))}
    shown = resolve_many(subjects.values(), viewer)
    return {pk: shown[subject] for pk, subject in subjects.items() if subject in shown}


def subject_of(name: str, scope: int) -> Subject | None:
    """None for a badge that is awarded once, and so for nothing in particular."""
    badge = registration.badge(name)
    return Subject(badge.scope_kind, scope) if badge and badge.scope_kind else None


def badges_of(member: User, viewer: Any) -> list[MemberBadge]:
    """What the member was awarded here and elsewhere, highest first: two queries, and one for each
    kind of what badges are for. Each badge is there once, with its latest award."""
    rows = BadgeAward.objects.filter(member=member, revoked_at=None).order_by()
    awarded = rows.values("badge").annotate(
        n=Count("pk"),
        at=Max("awarded_at"),
        scopes=ArrayAgg("scope", order_by=[F("awarded_at").desc(), F("pk").desc()]),
    )
    known = [(row, badge) for row in awarded if (badge := registration.badge(row["badge"]))]
    shown = resolve_many(
        (
            subject
            for row, badge in known
            for scope in row["scopes"][:LATEST]
            if (subject := subject_of(badge.name, scope))
        ),
        viewer,
    )
    found = [_of_member(row, badge, shown) for row, badge in known]
    found += [_imported_of_member(row) for row in _imported(member)]
    return sorted(found, key=lambda one: (one.level, one.is_imported, one.label.casefold()))


def _of_member(
    row: Mapping[str, Any], badge: Badge, titles: Mapping[Subject, Shown]
) -> MemberBadge:
    seen = (
        titles[subject]
        for scope in row["scopes"][:LATEST]
        if (subject := subject_of(badge.name, scope)) and subject in titles
    )
    awarded_for = next(seen, None)
    return MemberBadge(
        name=badge.name,
        label=str(badge.label),
        description=str(badge.description),
        level=Level(badge.tier),
        icon=badge.icon,
        url=url_of(badge),
        count=row["n"],
        awarded_at=row["at"],
        awarded_for=awarded_for.title if awarded_for else "",
        awarded_for_url=awarded_for.url if awarded_for else "",
    )


def _imported(member: User) -> Iterable[Mapping[str, Any]]:
    rows = ImportedBadge.objects.filter(member=member).order_by()
    return rows.values("name", "level").annotate(
        n=Count("pk"), at=Max("given_at"), site=Max("site")
    )


def _imported_of_member(row: Mapping[str, Any]) -> MemberBadge:
    return MemberBadge(
        name=row["name"],
        label=row["name"],
        description="",
        level=Level(row["level"]),
        icon="badge",
        url=reverse("recognition:imported_badge", args=[row["name"]]),
        count=row["n"],
        awarded_at=row["at"],
        site=row["site"],
    )


def badges_page(member: User, viewer: Any, _cursor: str | None) -> Page[Any]:
    """All badges of a member, of which there are never so many that they need pages."""
    rows: list[Any] = list(badges_of(member, viewer))
    return Page(rows=rows, is_asked=True, older=None, newer=None)
