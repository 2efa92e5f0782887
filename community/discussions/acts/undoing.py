"""Undoing what a moderator did: the opposite action, if nothing else was done since."""

from collections.abc import Callable
from typing import Any

from community.accounts.models import User
from community.discussions import actions
from community.discussions.models import Post, Revision, Thread
from community.moderation.log.actions import ChangedSince
from community.moderation.models import LogEntry

Undo = Callable[..., object]


def undo_of_thread(
    action: Callable[..., object], *, is_done: Callable[[Thread], object]
) -> Undo:  # fmt: skip
    """`is_done` says whether what was done still holds. Raises ChangedSince if it does not."""

    def undo(*, entry: LogEntry, by: User) -> None:
        thread = Thread.lock(entry.subject_id)
        if not is_done(thread):
            raise ChangedSince
        action(thread=thread, by=by)

    return undo


def undo_of_post(
    action: Callable[..., object], *, is_done: Callable[[Post], object]
) -> Undo:  # fmt: skip
    def undo(*, entry: LogEntry, by: User) -> None:
        post = Post.objects.select_related("thread").get(pk=entry.subject_id)
        Thread.lock(post.thread_id)
        post.refresh_from_db()
        if not is_done(post):
            raise ChangedSince
        action(post=post, by=by)

    return undo


def undo_of_revision(action: Callable[..., object]) -> Undo:
    def undo(*, entry: LogEntry, by: User) -> None:
        number = entry.facts.get("number")
        found = Revision.objects.filter(post_id=entry.subject_id, number=number).first()
        if found is None:
            raise ChangedSince
        action(revision=found, by=by)

    return undo


def is_deleted(row: Any) -> bool:
    return row.deleted_at is not None and row.hidden_at is None


def is_hidden(row: Any) -> bool:
    return row.hidden_at is not None


def is_live(row: Any) -> bool:
    return bool(row.is_live)


reopen = undo_of_thread(actions.reopen_thread, is_done=lambda thread: thread.closed_at)
close = undo_of_thread(actions.close_thread, is_done=lambda thread: not thread.closed_at)
unarchive = undo_of_thread(actions.unarchive_thread, is_done=lambda thread: thread.archived_at)
archive = undo_of_thread(actions.archive_thread, is_done=lambda thread: not thread.archived_at)
unpin = undo_of_thread(actions.unpin_thread, is_done=lambda thread: thread.pinned_at)
restore_deleted_thread = undo_of_thread(actions.restore_thread, is_done=is_deleted)
show_hidden_thread = undo_of_thread(actions.restore_thread, is_done=is_hidden)
delete_thread = undo_of_thread(actions.delete_thread, is_done=is_live)
restore_deleted_post = undo_of_post(actions.restore_post, is_done=is_deleted)
show_hidden_post = undo_of_post(actions.restore_post, is_done=is_hidden)
delete_post = undo_of_post(actions.delete_post, is_done=is_live)
show_revision = undo_of_revision(actions.show_revision)
hide_revision = undo_of_revision(actions.hide_revision)
