"""What trust levels require, as data."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.policy import is_administrator
from community.accounts.standing.registration import measures
from community.events.outbox import publish
from community.kernel.editing import locked, save_changes
from community.kernel.errors import Denied, RuleViolation
from experience.recognition.events import TrustRequirementChanged
from experience.recognition.models import TrustRequirement

WINDOW = 100  # days
MOST, LONGEST = 1_000_000, 3650  # of a threshold, and of days

# level, measure, threshold, days: those of large forums. Level 3 differs from theirs in that it
# asks for topics of the categories that a member follows or opens, not of all.
SHIPPED: list[tuple[int, str, int, int | None]] = [
    (1, "discussions.topics_entered", 5, None),
    (1, "discussions.posts_read", 30, None),
    (1, "discussions.minutes_read", 10, None),
    (2, "discussions.topics_entered", 20, None),
    (2, "discussions.posts_read", 100, None),
    (2, "discussions.minutes_read", 60, None),
    (2, "discussions.days_visited", 15, None),
    (2, "recognition.likes_given", 1, None),
    (2, "recognition.likes_received", 1, None),
    (2, "recognition.topics_replied_to", 3, None),
    (3, "discussions.days_visited", 40, WINDOW),
    (3, "recognition.topics_replied_to", 10, WINDOW),
    (3, "discussions.share_of_topics_read", 25, WINDOW),
    (3, "recognition.likes_received", 20, WINDOW),
    (3, "recognition.likers", 5, WINDOW),
    (3, "recognition.days_liked", 7, WINDOW),
    (3, "recognition.likes_given", 15, WINDOW),
    (3, "moderation.flags_agreed", 5, WINDOW),
    (3, "moderation.sanctions", 0, 180),
]


def ensure_requirements() -> None:
    """What the product ships, on a fresh database; what administrators changed stays. What other
    apps measure is required by no level until an administrator activates it."""
    known = set(TrustRequirement.objects.values_list("level", "measure"))
    shipped = {measure for _level, measure, *_rest in SHIPPED}
    offered = [one for one in measures() if one.name not in shipped]
    TrustRequirement.objects.bulk_create(
        [
            *(
                TrustRequirement(level=level, measure=name, threshold=threshold, window_days=days)
                for level, name, threshold, days in SHIPPED
                if (level, name) not in known
            ),
            *(
                TrustRequirement(
                    level=level, measure=one.name, threshold=0 if one.is_limit else 1,
                    is_active=False,
                )
                for one in offered
                for level in (1, 2, 3)
                if (level, one.name) not in known
            ),
        ]
    )  # fmt: skip


class UnfitRequirement(RuleViolation):
    code = "unfit_requirement"
    title = _("Invalid requirement")
    message = _("A threshold is a number from 0 to 1,000,000, and a period has 1 to 3,650 days.")


class RequirementChanges(TypedDict, total=False):
    threshold: int
    window_days: int | None
    is_active: bool


def edit_trust_requirement(
    *, trust_requirement: TrustRequirement, by: User, **changes: Unpack[RequirementChanges]
) -> TrustRequirement:
    """Change how much a trust level requires, in how many days, and whether it does at all. Levels
    that members have are reviewed by it the next night."""
    if not is_administrator(by):
        raise Denied
    days = changes.get("window_days")
    if not 0 <= changes.get("threshold", 0) <= MOST or not (days is None or 1 <= days <= LONGEST):
        raise UnfitRequirement
    with transaction.atomic():
        row = locked(trust_requirement)
        if save_changes(row, changes):
            publish(
                TrustRequirementChanged(
                    actor_id=by.pk,
                    requirement_id=row.pk,
                    threshold=row.threshold,
                    is_active=row.is_active,
                )
            )
    return row
