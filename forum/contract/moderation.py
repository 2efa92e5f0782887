"""What the promised `moderatePost` asks for, each by an action that is there already.

There is one way to take a post off the page: its number, its replies and its text stay for
moderators, who bring it back. So REJECT, HIDE and DELETE are the same, and so are APPROVE and
RESTORE. The post that opens a topic goes and comes with it. The other four are of the topic.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext

from community.accounts.models import User
from community.discussions import actions, policy
from community.discussions.models import Post
from community.kernel.errors import Denied, RuleViolation, TooMany

_BACK = "Make the post visible; for the first post, the whole topic."
_AWAY = "Delete the post; for the first post, the whole topic. Moderators can restore it."


class ModerationAction(Enum):
    """A moderation action on a post or its topic."""

    APPROVE = "approve"
    REJECT = "reject"
    HIDE = "hide"
    RESTORE = "restore"
    DELETE = "delete"
    CLOSE = "close"
    REOPEN = "reopen"
    PIN = "pin"
    UNPIN = "unpin"

    @property
    def told(self) -> str:
        return _TOLD[self]


_TOLD = {
    ModerationAction.APPROVE: _BACK,
    ModerationAction.REJECT: _AWAY,
    ModerationAction.HIDE: _AWAY,
    ModerationAction.RESTORE: _BACK,
    ModerationAction.DELETE: _AWAY,
    ModerationAction.CLOSE: "Close the topic: only moderators can reply.",
    ModerationAction.REOPEN: "Reopen the topic for replies.",
    ModerationAction.PIN: "Pin the topic in its category.",
    ModerationAction.UNPIN: "Unpin the topic.",
}


@dataclass(frozen=True)
class Outcome:
    success: bool
    reason: str | None = None
    code: str = ""  # of the rule that forbids it


def _of_post(
    for_post: Callable[..., Any], for_thread: Callable[..., Any]
) -> Callable[[Post, User], Any]:
    def act(post: Post, by: User) -> Any:
        if post.opens_thread:
            return for_thread(thread=post.thread, by=by)
        return for_post(post=post, by=by)

    return act


def _of_thread(act: Callable[..., Any]) -> Callable[[Post, User], Any]:
    return lambda post, by: act(thread=post.thread, by=by)


_remove = _of_post(actions.delete_post, actions.delete_thread)
_bring_back = _of_post(actions.restore_post, actions.restore_thread)
_ACTS: dict[ModerationAction, Callable[[Post, User], Any]] = {
    ModerationAction.APPROVE: _bring_back,
    ModerationAction.RESTORE: _bring_back,
    ModerationAction.REJECT: _remove,
    ModerationAction.HIDE: _remove,
    ModerationAction.DELETE: _remove,
    ModerationAction.CLOSE: _of_thread(actions.close_thread),
    ModerationAction.REOPEN: _of_thread(actions.reopen_thread),
    ModerationAction.PIN: _of_thread(actions.pin_thread),
    ModerationAction.UNPIN: _of_thread(actions.unpin_thread),
}


def moderate(post: Post, action: ModerationAction, by: User) -> Outcome:
    """Do it. A rule that forbids it is an outcome, too; raises Denied for whoever may not."""
    if not policy.may_moderate(by, post.thread):
        raise Denied if _is_seen(post, by) else Post.DoesNotExist
    try:
        _ACTS[action](post, by)
    except TooMany:
        raise
    except Denied as refusal:
        if reason := _state(post, refusal):
            return Outcome(success=False, reason=reason, code=refusal.code)
        raise
    except RuleViolation as refusal:
        return Outcome(success=False, reason=str(refusal), code=refusal.code)
    return Outcome(success=True)


def _is_seen(post: Post, by: User) -> bool:
    return Post.objects.visible_to(by).filter(pk=post.pk).exists()


def _state(post: Post, refusal: Denied) -> str | None:
    """Why not even a moderator may: the topic is removed or archived. Else it is for others."""
    if type(refusal) is not Denied:
        return str(refusal)
    if post.thread.is_live:
        return None
    return gettext("The topic was deleted. Restore its first post first.")
