"""Hidden: like deleted, but by flags or a moderator, and until somebody has reviewed it.

Hidden content has `deleted_at`, so whatever leaves out deleted content leaves it out, and the same
events tell of it. `hidden_at` beside it says that it was hidden. Only moderators show it again.
"""

from django.db import transaction
from django.utils import timezone

from community.accounts.models import User
from community.discussions import policy
from community.discussions.events import (
    PostDeleted,
    PostRemovalConfirmed,
    PostRestored,
    ThreadDeleted,
    ThreadRestored,
)
from community.discussions.kinds import kind_of
from community.discussions.models import Post, Thread
from community.discussions.posts.actions.posts import (
    OpeningPostStays,
    confirm_removal,
    locked_post,
    show_or_hide,
)
from community.discussions.posts.actions.text import facts, refusal
from community.events.outbox import publish
from community.kernel.errors import Denied


def hide_post(*, post: Post, by: User) -> Post:
    """Hide a post until moderators show it again. Its number and its replies stay.

    Of what is deleted already nothing is shown; if its author deleted it, or the system hid it, it
    is a moderator's removal from now on. Raises OpeningPostStays, ThreadIsArchived, Denied.
    """
    with transaction.atomic():
        thread, post = locked_post(post)
        if post.opens_thread:
            raise OpeningPostStays
        _check(by, thread)
        if post.is_live:
            _check_archived(by, thread)
            post.deleted_at = post.hidden_at = timezone.now()
            post.deleted_by = by
            show_or_hide(thread, post, shown=-1)
            if on_delete := kind_of(thread).on_delete:
                on_delete(post)
            publish(PostDeleted(**facts(thread, by), post_id=post.pk, is_hidden=True))
        elif post.was_withdrawn and not by.is_machine:
            confirm_removal(thread, post, by)
        elif post.hidden_at and _confirms(by, post):
            post.deleted_by = by
            post.save(update_fields=["deleted_by"])
            thread.mark_changed()
            publish(PostRemovalConfirmed(**facts(thread, by), post_id=post.pk))
    return post


def unhide_post(*, post: Post, by: User) -> Post:
    """Show a hidden post again. What is not hidden, deleted posts too, stays as it is."""
    with transaction.atomic():
        thread, post = locked_post(post)
        _check(by, thread)
        if post.hidden_at:
            _check_own(by, post)
            post.deleted_at = post.deleted_by = post.hidden_at = None
            show_or_hide(thread, post, shown=+1)
            publish(PostRestored(**facts(thread, by), post_id=post.pk))
    return post


def hide_thread(*, thread: Thread, by: User) -> Thread:
    """Hide a thread with its posts until moderators show it again, as `hide_post` does a post."""
    with transaction.atomic():
        thread = Thread.objects.locked().get(pk=thread.pk)
        _check(by, thread)
        if thread.is_live:
            _check_archived(by, thread)
            thread.deleted_at = thread.hidden_at = timezone.now()
            thread.deleted_by = by
            thread.save(update_fields=["deleted_at", "deleted_by", "hidden_at"])
            publish(
                ThreadDeleted(**facts(thread, by), posts_count=thread.posts_count, is_hidden=True)
            )
            if on_hide := kind_of(thread).on_hide:
                on_hide(thread, by)
        elif not by.is_machine and (thread.was_withdrawn or _confirms(by, thread)):
            thread.deleted_by = by
            thread.save(update_fields=["deleted_by"])
    return thread


def unhide_thread(*, thread: Thread, by: User) -> Thread:
    """Show a hidden thread again. What is not hidden, deleted threads too, stays as it is."""
    with transaction.atomic():
        thread = Thread.objects.locked().get(pk=thread.pk)
        _check(by, thread)
        if thread.hidden_at:
            _check_own(by, thread)
            thread.deleted_at = thread.deleted_by = thread.hidden_at = None
            thread.save(update_fields=["deleted_at", "deleted_by", "hidden_at"])
            publish(ThreadRestored(**facts(thread, by), posts_count=thread.posts_count))
            if on_show := kind_of(thread).on_show:
                on_show(thread, by)
    return thread


def _check(by: User, thread: Thread) -> None:
    if not policy.may_hide(by, thread):
        raise Denied


def _check_own(by: User, hidden: Post | Thread) -> None:
    if not policy.may_bring_back(by, hidden):
        raise Denied


def _check_archived(by: User, thread: Thread) -> None:
    """What is archived is as little hidden by hand as it is deleted; flags hide it all the same."""
    if thread.archived_at and not by.is_machine:
        raise refusal(thread)


def _confirms(by: User, hidden: Post | Thread) -> bool:
    """Whether a moderator agrees with what the system hid."""
    return bool(hidden.deleted_by and hidden.deleted_by.is_machine and not by.is_machine)
