"""Trying out a word filter, as every interface does: checked as if it were saved."""

from typing import Any, Unpack

from community.kernel.errors import Denied
from community.moderation.models import WordFilter
from community.moderation.screening import policy
from community.moderation.screening.actions.filters import FilterChanges, checked
from community.moderation.screening.queries import Preview, preview


def tried(viewer: Any, **values: Unpack[FilterChanges]) -> Preview:
    """What a filter with these values would have found. Nothing is saved.

    Raises Denied, and what saving it would raise of its pattern.
    """
    if not policy.may_edit_filters(viewer):
        raise Denied
    if not values.get("pattern"):
        return Preview(checked_count=0, caught_count=0, excerpts=())
    return preview(viewer, checked(WordFilter(action=WordFilter.Action.FLAG), values))
