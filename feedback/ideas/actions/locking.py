"""Locking an idea: its thread first, then its own row."""

from community.accounts.models import User
from community.discussions.models import Thread
from community.kernel.errors import Denied
from feedback.ideas.actions.refusals import IdeaIsMerged
from feedback.models import Idea
from feedback.policy import may_manage


def lock_idea(pk: int) -> Idea:
    """The idea as it is now with its thread, both locked until the transaction ends.

    Raises Thread.DoesNotExist, Idea.DoesNotExist: also of one that became a topic.
    """
    thread = Thread.lock(pk)
    idea = Idea.objects.locked().get(pk=pk, converted_at=None)
    idea.thread = thread
    return idea


def lock_for_team(pk: int, by: User) -> Idea:
    """The same for its board's team, which trackers act for: they do so as the system account.

    Raises Denied, also of a deleted idea, and IdeaIsMerged.
    """
    idea = lock_idea(pk)
    if not acts_for_team(by, idea) or not idea.thread.is_live:
        raise Denied
    if idea.merged_into_id is not None:
        raise IdeaIsMerged
    return idea


def acts_for_team(by: User, idea: Idea) -> bool:
    return by.is_machine or may_manage(by, idea.board_id)
