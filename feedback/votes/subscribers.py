from community.discussions.channels import thread_channel
from community.discussions.events import PostDeleted, PostRestored, PostsImported, PostWritten
from community.events.event import on
from community.live.bell import ring
from feedback.events import VoteCast, VoteWithdrawn
from feedback.models import KIND
from feedback.votes.actions import recount_trends


@on(
    PostWritten,
    PostDeleted,
    PostRestored,
    PostsImported,
    name="feedback.count_comments",
    where=lambda event: event.kind == KIND,
)
def count_comments(events: list[PostWritten | PostDeleted | PostRestored | PostsImported]) -> None:
    """Ideas that others comment on are of interest. From their rows, so it is all the same in which
    order, and how often, it was told."""
    ideas: set[int] = set()
    for event in events:
        if isinstance(event, PostsImported):
            ideas.update(event.thread_ids)
        else:
            ideas.add(event.thread_id)
    recount_trends(ideas)


@on(VoteCast, VoteWithdrawn, name="feedback.ring_votes", live=True)
def ring_votes(events: list[VoteCast | VoteWithdrawn]) -> None:
    """The page of an idea shows its score."""
    ring({thread_channel(event.idea_id) for event in events})
