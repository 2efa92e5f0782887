from collections.abc import Mapping, Sequence
from typing import Any

from community.moderation.log.queries import ShownEntry, entries_visible_to, shown_entries


def shown_by_id(ids: Sequence[int], viewer: Any) -> Mapping[int, ShownEntry]:
    """Each entry in words."""
    rows = entries_visible_to(viewer).filter(pk__in=ids)
    return {one.entry.pk: one for one in shown_entries(rows, viewer)}
