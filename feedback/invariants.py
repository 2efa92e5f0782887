"""What holds of the rows of feedback, collected from its packages."""

from feedback.ideas import invariants as ideas
from feedback.releases import invariants as releases
from feedback.votes import invariants as votes

__all__ = ["ideas", "releases", "votes"]
