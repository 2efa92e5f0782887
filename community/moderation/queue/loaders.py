from collections.abc import Mapping, Sequence

from community.moderation.models import ReviewItem
from community.moderation.queue.queries import (
    ShownItem,
    Viewer,
    items_visible_to,
    shown_items,
    with_people,
)


def shown_by_id(ids: Sequence[int], viewer: Viewer) -> Mapping[int, ShownItem]:
    """Each item with all that a reviewer decides by."""
    rows: list[ReviewItem] = list(with_people(items_visible_to(viewer)).filter(pk__in=ids))
    return {shown.item.pk: shown for shown in shown_items(rows, viewer)}
