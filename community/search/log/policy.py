"""Who may see what others searched for."""

from typing import Any

from community.accounts.policy import may_moderate


def may_see_search_counts(viewer: Any) -> bool:
    """Moderators: what is typed into a search box can be private."""
    return may_moderate(viewer)
