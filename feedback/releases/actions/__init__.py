"""Every way releases change. Locks: the release, then ideas by id."""

from feedback.releases.actions.drafting import add_completed_ideas, delete_release, draft_release
from feedback.releases.actions.edits import edit_release
from feedback.releases.actions.publishing import publish_release

__all__ = [
    "add_completed_ideas",
    "delete_release",
    "draft_release",
    "edit_release",
    "publish_release",
]
