"""Background jobs of feedback, collected from its packages."""

from feedback.prioritising import jobs as prioritising
from feedback.trackers import jobs as trackers

__all__ = ["prioritising", "trackers"]
