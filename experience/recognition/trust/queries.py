"""How far a member is, what the trust level allows, and how it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts import rates
from community.accounts.models import Standing, TrustChange, User
from community.accounts.standing.registration import measure
from community.discussions.policy import EDIT_WINDOW, LONG_EDIT_WINDOW
from community.discussions.tags.policy import MAKES_TAGS
from community.kernel.languages import Text
from experience.recognition.models import TrustRequirement
from experience.recognition.trust.actions_levels import GRACE, HIGHEST
from experience.recognition.trust.requirements import Met, measured, requirements_of

SHOWN = 50  # of the latest changes

# What is counted by day in rates.LIMITS, as members are told.
DAILY: dict[str, Text] = {
    "topic": pgettext_lazy("daily limit", "New topics"),
    "reply": pgettext_lazy("daily limit", "Replies"),
    "like": pgettext_lazy("daily limit", "Reactions"),
    "edit": pgettext_lazy("daily limit", "Edits"),
    "flag": pgettext_lazy("daily limit", "Flags"),
    "upload": pgettext_lazy("daily limit", "Uploads"),
    "invite": pgettext_lazy("daily limit", "Invitations"),
}
ABILITIES: list[tuple[int, Text]] = [
    (User.Trust.BASIC, _("Upload files of any type")),
    (User.Trust.MEMBER, _("Invite people")),
    (MAKES_TAGS, _("Create tags")),
]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a member is towards the next trust level, or with what level 3 requires."""

    member: User
    is_locked: bool
    requirements: Sequence[Met]
    below_since: date | None  # less than that is met, so that the level will be lost

    @property
    def level(self) -> int:
        return self.member.trust_level

    @property
    def next_level(self) -> int | None:
        """The next one that rules give."""
        return self.level + 1 if self.level < HIGHEST else None

    @property
    def next_name(self) -> Text:
        return User.Trust(self.next_level).label if self.next_level else ""

    @property
    def keeps(self) -> bool:
        """Whether the requirements are those that keep the level."""
        return self.level == HIGHEST

    @property
    def demotion_on(self) -> date | None:
        return self.below_since + GRACE if self.below_since else None

    @property
    def met_count(self) -> int:
        return sum(one.is_met for one in self.requirements)


def progress_of(member: User, *, today: date | None = None) -> Progress:
    """In a number of queries that depends on the requirements alone."""
    today = today or timezone.now().date()
    standing = Standing.objects.filter(member=member).first() or Standing(member=member)
    levels = range(1, min(member.trust_level + 1, HIGHEST) + 1)
    found = requirements_of(levels) if member.trust_level <= HIGHEST else {}
    return Progress(
        member=member,
        is_locked=standing.is_trust_locked,
        requirements=_shown(member, found, today),
        below_since=standing.below_since,
    )


def _shown(member: User, found: dict[int, list[TrustRequirement]], today: date) -> list[Met]:
    """Those of the level, and what lower ones require beyond it, as long as that is not met."""
    if not found:
        return []
    top = max(found)
    wanted = list(found[top])
    if member.trust_level < HIGHEST:
        wanted += [
            row
            for level in range(1, top)
            for row in found[level]
            if not any(_implies(other, row) for other in found[top])
        ]
    shown = measured(wanted, [member.pk], today=today)[member.pk]
    return [one for one in shown if one.requirement.level == top or not one.is_met]


def _implies(row: TrustRequirement, lower: TrustRequirement) -> bool:
    """Whether whoever meets `row` meets `lower`, which counts as much time or more."""
    known = measure(row.measure)
    if row.measure != lower.measure or known is None or known.is_limit:
        return False
    is_longer = lower.window_days is None or lower.window_days == row.window_days
    return row.threshold >= lower.threshold and is_longer


def allowances(level: int) -> list[tuple[Text, int, int | None]]:
    """What is allowed by the day: label, at this level, and at the next one that rules give."""
    following = level + 1 if level < HIGHEST else None
    rows = []
    for what, label in DAILY.items():
        if by_level := rates.LIMITS.get(what, {}).get(rates.DAY):
            later = None if following is None else by_level[following]
            rows.append((label, by_level[level], later))
    return rows


def edit_days(level: int) -> int:
    """For how many days members edit their own posts."""
    return EDIT_WINDOW.get(level, LONG_EDIT_WINDOW).days


def abilities(level: int) -> list[tuple[Text, int]]:
    """What members may do, with the level from which on they may, as far as it is theirs or the
    next one's."""
    return [(label, needed) for needed, label in ABILITIES if needed <= level + 1]


def changes_of(member: User) -> QuerySet[TrustChange]:
    return TrustChange.objects.filter(member=member).select_related("by").order_by("-pk")
