"""Ideas can wait for approval in the review queue."""

from community.discussions.uploads.actions_attaching import release
from community.moderation.screening.registration import Holdable, register
from feedback.ideas.actions.submitting import HOLDABLE, publish_idea

register(Holdable(name=HOLDABLE, publish=publish_idea, forget=release))
