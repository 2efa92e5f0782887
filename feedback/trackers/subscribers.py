from collections.abc import Sequence

from community.discussions.events import PostWritten
from community.events.event import on
from feedback.events import IdeaStatusChanged
from feedback.models.ideas import KIND
from feedback.trackers.actions import plan_comments, plan_status


@on(IdeaStatusChanged, name="feedback.tracker_statuses")
def tell_status(events: Sequence[IdeaStatusChanged]) -> None:
    plan_status(idea_ids={event.idea_id for event in events})


def is_comment(event: PostWritten) -> bool:
    return event.kind == KIND and event.number > 1


@on(PostWritten, name="feedback.tracker_comments", where=is_comment)
def tell_comments(events: Sequence[PostWritten]) -> None:
    plan_comments(post_ids={event.post_id for event in events})
