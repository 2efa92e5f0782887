"""What is shown of members' badges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from community.accounts.models import BadgeAward, ImportedBadge, User
from community.accounts.standing import registration
from community.accounts.standing.registration import Tier
from community.kernel.languages import Text


@dataclass(frozen=True, kw_only=True)
class ShownBadge:
    """A badge that a member has, however often it was awarded."""

    name: str  # the registered one; "" of an imported badge
    label: Text
    description: Text
    tier: Tier
    icon: str
    position: int
    times: int
    awarded_at: datetime  # the last time

    @property
    def is_imported(self) -> bool:
        return not self.name


def shown_badges(member: User, limit: int | None = None) -> list[ShownBadge]:
    """The highest first, imported ones among them; in two queries."""
    found = [*_awarded(member), *_imported(member)]
    found.sort(key=lambda one: (one.tier, one.is_imported, one.position, str(one.label)))
    return found[:limit]


def _awarded(member: User) -> Iterable[ShownBadge]:
    rows = BadgeAward.objects.filter(member=member, revoked_at=None).order_by()
    told = rows.values_list("badge").annotate(Count("pk"), Max("awarded_at"))
    for name, times, awarded_at in told:
        if badge := registration.badge(name):
            yield ShownBadge(
                name=name, label=badge.label, description=badge.description, tier=badge.tier,
                icon=badge.icon, position=badge.position, times=times, awarded_at=awarded_at,
            )  # fmt: skip


def _imported(member: User) -> Iterable[ShownBadge]:
    rows = ImportedBadge.objects.filter(member=member).order_by()
    told = rows.values_list("name", "level", "site").annotate(Count("pk"), Max("given_at"))
    for name, level, site, times, given_at in told:
        yield ShownBadge(
            name="", label=name, description=site, tier=Tier(level), icon="box", position=0,
            times=times, awarded_at=given_at,
        )  # fmt: skip
