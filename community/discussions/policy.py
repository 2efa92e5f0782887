"""Who may do what in a thread: the rules all kinds share, then the kind's own.

Whoever asks here has found the thread through visible_to, or holds it locked.
"""

from datetime import timedelta
from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from community.accounts.models import User
from community.discussions.kinds import kind_of
from community.discussions.models import Post, Thread

EDIT_WINDOW = {0: timedelta(days=1), 1: timedelta(days=1)}  # by trust level
LONG_EDIT_WINDOW = timedelta(days=30)


def may_write(person: User | AnonymousUser) -> TypeGuard[User]:
    return isinstance(person, User) and person.may_write


def may_moderate(person: User | AnonymousUser, thread: Thread) -> bool:
    return may_write(person) and kind_of(thread).may_moderate(person, thread)


def may_reply(person: User | AnonymousUser, thread: Thread) -> bool:
    return may_write(person) and thread.is_live and kind_of(thread).may_reply(person, thread)


def may_like(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    may = may_write(person) and thread.is_live and post.is_live
    return may and kind_of(thread).may_react(person, thread)


def may_edit(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    """Its author for a while, longer when trusted; a moderator, and whom its kind trusts with
    others' posts, always. Not what is removed."""
    if not (may_write(person) and thread.is_live and post.is_live):
        return False
    window = EDIT_WINDOW.get(getattr(person, "trust_level", 0), LONG_EDIT_WINDOW)
    own = post.author_id == person.pk and timezone.now() - post.created_at < window
    others = kind_of(thread).may_edit
    return own or may_moderate(person, thread) or others(person, post, thread)


def may_delete(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    """Its author or a moderator; the opening post goes with its thread."""
    own = may_write(person) and post.author_id == person.pk
    return not post.opens_thread and thread.is_live and (own or may_moderate(person, thread))


def may_restore(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    """A moderator; the author, if nobody else removed it."""
    own = may_write(person) and post.author_id == person.pk and post.was_withdrawn
    return thread.is_live and (own or may_moderate(person, thread))


def may_delete_thread(person: User | AnonymousUser, thread: Thread) -> bool:
    """A moderator; its author, as long as nobody has replied."""
    own = may_write(person) and thread.author_id == person.pk and thread.replies_count == 0
    return own or may_moderate(person, thread)


def may_restore_thread(person: User | AnonymousUser, thread: Thread) -> bool:
    return may_moderate(person, thread)
