"""Subscribers of feedback, collected from its packages."""

from feedback.boards import subscribers as boards
from feedback.ideas import subscribers as ideas
from feedback.prioritising import subscribers as prioritising
from feedback.releases import subscribers as releases
from feedback.roadmap import subscribers as roadmap
from feedback.trackers import subscribers as trackers
from feedback.votes import subscribers as votes

__all__ = ["boards", "ideas", "prioritising", "releases", "roadmap", "trackers", "votes"]
