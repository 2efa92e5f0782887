from collections.abc import Mapping, Sequence
from typing import Any

from community.kernel.subjects import Shown
from experience.recognition.badges import queries


def subjects_of_awards(ids: Sequence[int], viewer: Any) -> Mapping[int, Shown]:
    """What each award is for, as far as the viewer may see it."""
    rows = queries.awards_visible_to(viewer).filter(pk__in=ids)
    return queries.shown_subjects(rows, viewer)
