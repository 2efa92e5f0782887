"""Feedback in the admin, collected from its packages."""

from feedback.boards import admin as boards
from feedback.releases import admin as releases
from feedback.trackers import admin as trackers
from feedback.triage import admin as triage

__all__ = ["boards", "releases", "trackers", "triage"]
