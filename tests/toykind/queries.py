from typing import Any

from community.discussions.models import Thread
from tests.toykind.models import Letter


def letters(viewer: Any) -> Any:
    """Those that the viewer may read."""
    seen = Thread.objects.visible_to(viewer)
    return Letter.objects.filter(thread__in=seen).select_related("thread")
