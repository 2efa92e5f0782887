"""Scheduled work of feedback, collected from its packages."""

from feedback.prioritising import tasks as prioritising
from feedback.trackers import tasks as trackers
from feedback.votes import tasks as votes

__all__ = ["prioritising", "trackers", "votes"]
