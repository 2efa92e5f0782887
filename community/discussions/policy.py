"""Who may do what in a thread: the rules all kinds share, then the kind's own.

Whoever asks here has found the thread through visible_to, or holds it locked.
"""

from datetime import timedelta
from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from community.accounts.models import User
from community.accounts.policy import is_administrator
from community.accounts.policy import may_moderate as may_moderate_all
from community.discussions.kinds import kind_of, kinds_that_arrive
from community.discussions.models import Post, Thread

EDIT_WINDOW = {0: timedelta(days=1), 1: timedelta(days=1)}  # by trust level
LONG_EDIT_WINDOW = timedelta(days=30)


def may_write(person: User | AnonymousUser) -> TypeGuard[User]:
    return isinstance(person, User) and person.may_write


def may_moderate(person: User | AnonymousUser, thread: Thread) -> bool:
    return may_write(person) and kind_of(thread).may_moderate(person, thread)


def is_open_to_change(thread: Thread) -> bool:
    """Whether anything in it may change: neither removed nor archived."""
    return thread.is_live and thread.archived_at is None


def may_reply(person: User | AnonymousUser, thread: Thread) -> bool:
    """Whom its kind lets; in a closed one only its moderators."""
    if not (may_write(person) and is_open_to_change(thread)):
        return False
    if thread.closed_at:
        return may_moderate(person, thread)
    return kind_of(thread).may_reply(person, thread)


def may_be_published(author: User, thread: Thread) -> bool:
    """Whether a reply that a moderator approves may still be written. That its author was silenced
    in the meantime is no reason against it: somebody has read it."""
    if not (author.is_active and is_open_to_change(thread)) or thread.closed_at:
        return False
    return kind_of(thread).may_reply(author, thread)


def may_like(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    may = may_write(person) and is_open_to_change(thread) and post.is_live
    return may and kind_of(thread).may_react(person, thread)


def may_edit(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    """Its author for a while, longer when trusted; a moderator, and whom its kind trusts with
    others' posts, always. Not what is removed."""
    if not (may_write(person) and is_open_to_change(thread) and post.is_live):
        return False
    window = EDIT_WINDOW.get(getattr(person, "trust_level", 0), LONG_EDIT_WINDOW)
    own = post.author_id == person.pk and timezone.now() - post.created_at < window
    others = kind_of(thread).may_edit
    return own or may_moderate(person, thread) or others(person, post, thread)


def may_edit_thread(person: User | AnonymousUser, thread: Thread) -> bool:
    """Its title and where it stands: whoever may edit the post that opens it."""
    opening = Post(
        thread=thread, number=1, author_id=thread.author_id, created_at=thread.created_at
    )
    return may_edit(person, opening, thread)


def may_delete(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    """Its author or a moderator; the opening post goes with its thread."""
    own = may_write(person) and post.author_id == person.pk
    may = is_open_to_change(thread) and (own or may_moderate(person, thread))
    return may and not post.opens_thread


def may_restore(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    """A moderator; the author, if nobody else removed it."""
    own = may_write(person) and post.author_id == person.pk and post.was_withdrawn
    others = may_moderate(person, thread) and may_bring_back(person, post)
    return is_open_to_change(thread) and (own or others)


def may_hide(person: User | AnonymousUser, thread: Thread) -> bool:
    """Hide it or what stands in it, and show it again: its moderators, and the system account,
    which acts on flags."""
    return (isinstance(person, User) and person.is_machine) or may_moderate(person, thread)


def may_bring_back(person: User | AnonymousUser, removed: Post | Thread) -> bool:
    """Of what they wrote themselves and others removed, only administrators decide: beside what
    moderators may."""
    is_judged = person.pk == removed.author_id and not (removed.is_live or removed.was_withdrawn)
    return is_administrator(person) or not is_judged


def may_delete_thread(person: User | AnonymousUser, thread: Thread) -> bool:
    """A moderator; its author, as long as nobody has replied. What is archived stays."""
    own = may_write(person) and thread.author_id == person.pk and thread.replies_count == 0
    return thread.archived_at is None and (own or may_moderate(person, thread))


def may_restore_thread(person: User | AnonymousUser, thread: Thread) -> bool:
    """A moderator; its author, who deleted it before anybody replied."""
    own = may_write(person) and thread.author_id == person.pk and thread.was_withdrawn
    others = may_moderate(person, thread) and may_bring_back(person, thread)
    return (own and thread.replies_count == 0) or others


def may_close(person: User | AnonymousUser, thread: Thread) -> bool:
    """Close it and reopen it: its moderators."""
    return is_open_to_change(thread) and may_moderate(person, thread)


def may_archive(person: User | AnonymousUser, thread: Thread) -> bool:
    """Archive it and unarchive it: its moderators."""
    return thread.is_live and may_moderate(person, thread)


def may_convert(person: User | AnonymousUser, thread: Thread) -> bool:
    """Convert it to another kind: its moderators, if its kind can become one."""
    is_able = kind_of(thread).leave is not None
    is_able &= any(kind.name != thread.kind for kind in kinds_that_arrive())
    return is_able and is_open_to_change(thread) and may_moderate(person, thread)


def may_pin(person: User | AnonymousUser, thread: Thread) -> bool:
    """Put it first in its container's list."""
    return is_open_to_change(thread) and may_moderate(person, thread)


def may_pin_everywhere(person: User | AnonymousUser, thread: Thread) -> bool:
    """First in all lists: not who moderates one container alone."""
    return may_pin(person, thread) and may_moderate_all(person)


def may_unpin(person: User | AnonymousUser, thread: Thread) -> bool:
    """Take the pin off, from an archived thread too."""
    all_over = not thread.is_pinned_everywhere or may_moderate_all(person)
    return thread.is_live and all_over and may_moderate(person, thread)
