"""What becomes of an idea's votes while the idea is deleted or hidden."""

from community.accounts.models import User
from community.discussions.models import Thread
from community.discussions.tags.actions import count_shown, uncount_hidden
from feedback.ideas.actions.locking import acts_for_team
from feedback.models import Idea
from feedback.votes.actions import reclaim_votes, release_votes, withdraw_excess


def on_hide(thread: Thread, by: User) -> None:
    """For `Kind.on_hide`: votes are returned, since nobody could withdraw them."""
    uncount_hidden(thread, by)
    if idea := _votable(thread):
        release_votes(idea)


def on_show(thread: Thread, by: User) -> None:
    """For `Kind.on_show`: they are taken again, even above a voter's limit if the team does it."""
    count_shown(thread, by)
    if idea := _votable(thread):
        reclaim_votes(idea)
        if not acts_for_team(by, idea):
            idea.thread = thread
            withdraw_excess(idea, by)


def _votable(thread: Thread) -> Idea | None:
    """The idea, locked, if its votes are in use while its thread is there."""
    idea = Idea.objects.locked().filter(pk=thread.pk).first()
    return idea if idea and idea.is_open and idea.merged_into_id is None else None
