"""What is shown of members' badges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Value

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
    def tier_name(self) -> str:
        return self.tier.name.lower()

    @property
    def is_imported(self) -> bool:
        return not self.name


def shown_badges(member: User, limit: int | None = None) -> list[ShownBadge]:
    """The highest first, imported ones among them; in one query."""
    found = list(_shown(member))
    found.sort(key=lambda one: (one.tier, one.is_imported, one.position, str(one.label)))
    return found[:limit]


def _shown(member: User) -> Iterable[ShownBadge]:
    awarded = BadgeAward.objects.filter(member=member, revoked_at=None).order_by()
    imported = ImportedBadge.objects.filter(member=member).order_by()
    told = awarded.values_list("badge", Value(0), Value("")).annotate(
        Count("pk"), Max("awarded_at")
    )
    brought = imported.values_list("name", "level", "site").annotate(Count("pk"), Max("given_at"))
    for name, level, site, times, awarded_at in told.union(brought, all=True):
        of = {"times": times, "awarded_at": awarded_at}
        if level:
            tier = Tier(level)
            yield ShownBadge(
                name="", label=name, description=site, tier=tier, icon="badge", position=0, **of
            )
        elif badge := registration.badge(name):
            yield ShownBadge(
                name=name, label=badge.label, description=badge.description, tier=badge.tier,
                icon=badge.icon, position=badge.position, **of,
            )  # fmt: skip
