"""What members are notified of in feedback, collected from its packages."""

from feedback.ideas import notifications as ideas
from feedback.releases import notifications as releases
from feedback.roadmap import notifications as roadmap

__all__ = ["ideas", "releases", "roadmap"]  # importing them registers what they have
