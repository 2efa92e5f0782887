"""What stands beside the lists on a member's page: badges, contributions and trust level."""

from collections.abc import Mapping
from typing import Any

from community.accounts.models import User
from community.accounts.people.tabs import Panel, register
from community.accounts.standing.queries import shown_badges
from experience.recognition.badges.queries import page_of
from experience.recognition.ledger import policy, queries

BADGES = 6  # so many are shown beside the lists; the tab has all of them


def badges(member: User, viewer: Any) -> Mapping[str, Any] | None:
    """The highest badges, and whether there are more."""
    found = shown_badges(member, BADGES + 1)
    if not found:
        return None
    shown = [(one, page_of(one.name, label=str(one.label))) for one in found[:BADGES]]
    return {"badges": shown, "has_more": len(found) > BADGES}


def contributions(member: User, _viewer: Any) -> Mapping[str, Any] | None:
    """What the member's contributions come to, by kind."""
    found = queries.points_by_kind(member)
    return {"by_kind": found} if found else None


def standing(member: User, viewer: Any) -> Mapping[str, Any] | None:
    """The trust level, and where to read how it and the points came about."""
    is_own = viewer.pk == member.pk
    return {"is_own": is_own, "may_see_entries": policy.may_see_entries(viewer, member)}


register(
    Panel(template="recognition/_badges_panel.html", position=10, context=badges),
    Panel(template="recognition/_contributions_panel.html", position=20, context=contributions),
    Panel(template="recognition/_standing_panel.html", position=30, context=standing),
)
