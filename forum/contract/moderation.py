"""What the promised `moderatePost` asks for, each by an action that is there already.

What waits in the review queue is decided there: APPROVE and REJECT are its two decisions, and HIDE
and DELETE agree with flags. Where nothing waits, APPROVE restores, and REJECT hides. The post that
opens a topic goes and comes with it. The other four are of the topic.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext

from community.accounts.models import User
from community.discussions import actions, policy
from community.discussions.models import Post
from community.discussions.moderation import POST, THREAD
from community.kernel.errors import Denied, RuleViolation, TooMany
from community.kernel.graphql import number
from community.kernel.subjects import Subject
from community.moderation.queue.actions import (
    NotOffered,
    approve_item,
    delete_content,
    hide_content,
    reject_item,
)
from community.moderation.queue.queries import item_of
from forum.contract.queries import post_to_moderate

_WITH_TOPIC = "For the first post, the whole topic."


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
    ModerationAction.APPROVE: (
        "Approve what waits in the review queue: publish a held post, or keep a flagged one and"
        f" show it again. A post that does not wait is restored. {_WITH_TOPIC}"
    ),
    ModerationAction.REJECT: (
        "Reject what waits in the review queue: discard a held post, or hide a flagged one. A post"
        f" that does not wait is hidden. {_WITH_TOPIC}"
    ),
    ModerationAction.HIDE: (
        "Hide the post until a moderator restores it, and agree with its flags. " + _WITH_TOPIC
    ),
    ModerationAction.RESTORE: f"Restore a hidden or deleted post. {_WITH_TOPIC}",
    ModerationAction.DELETE: (
        "Delete the post, and agree with its flags. Moderators can restore it. " + _WITH_TOPIC
    ),
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


_hide = _of_post(actions.hide_post, actions.hide_thread)
_bring_back = _of_post(actions.restore_post, actions.restore_thread)
_ACTS: dict[ModerationAction, Callable[[Post, User], Any]] = {
    ModerationAction.APPROVE: _bring_back,
    ModerationAction.RESTORE: _bring_back,
    ModerationAction.REJECT: _hide,
    ModerationAction.HIDE: _hide,
    ModerationAction.DELETE: _of_post(actions.delete_post, actions.delete_thread),
    ModerationAction.CLOSE: _of_thread(actions.close_thread),
    ModerationAction.REOPEN: _of_thread(actions.reopen_thread),
    ModerationAction.PIN: _of_thread(actions.pin_thread),
    ModerationAction.UNPIN: _of_thread(actions.unpin_thread),
}
_DECISIONS: dict[ModerationAction, Callable[..., Any]] = {
    ModerationAction.APPROVE: approve_item,
    ModerationAction.REJECT: reject_item,
    ModerationAction.HIDE: hide_content,
    ModerationAction.DELETE: delete_content,
}


def moderate(post_id: str, action: ModerationAction, by: User) -> Outcome:
    """Do it. A rule that forbids it is an outcome, too; raises Denied for whoever may not, and
    Post.DoesNotExist where neither a post nor a held one is theirs to know."""
    try:
        post = post_to_moderate(by, post_id)
    except Post.DoesNotExist:
        return _decide_held(post_id, action, by)
    if not policy.may_moderate(by, post.thread):
        raise Denied if _is_seen(post, by) else Post.DoesNotExist
    item = item_of(_subject(post), by) if action in _DECISIONS else None
    try:
        if item:
            _DECISIONS[action](item=item, by=by)
        else:
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


def _decide_held(post_id: str, action: ModerationAction, by: User) -> Outcome:
    """A post that waits for approval has its id, and no row yet."""
    item = item_of(Subject(POST, number(post_id)), by)
    if item is None:
        raise Post.DoesNotExist
    try:
        if action not in {ModerationAction.APPROVE, ModerationAction.REJECT}:
            raise NotOffered
        _DECISIONS[action](item=item, by=by)
    except Denied:
        raise
    except RuleViolation as refusal:
        return Outcome(success=False, reason=str(refusal), code=refusal.code)
    return Outcome(success=True)


def _subject(post: Post) -> Subject:
    """What flags of the post are about."""
    return Subject(THREAD, post.thread_id) if post.opens_thread else Subject(POST, post.pk)


def _is_seen(post: Post, by: User) -> bool:
    return Post.objects.visible_to(by).filter(pk=post.pk).exists()


def _state(post: Post, refusal: Denied) -> str | None:
    """Why not even a moderator may: the topic is removed or archived. Else it is for others."""
    if type(refusal) is not Denied:
        return str(refusal)
    if post.thread.is_live:
        return None
    return gettext("The topic was deleted. Restore its first post first.")
