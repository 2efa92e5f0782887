"""Every way a thread changes, whatever its kind.

An action trusts nothing it was handed but the primary key: lock in order (thread row, posts by
number, own rows), read again, ask policy. Rendering is slow and happens before the lock.
"""

from community.discussions.converting.actions import NotConvertible, convert_thread
from community.discussions.embeds.actions import fetch_title
from community.discussions.history.actions import (
    hide_revision,
    restore_version,
    show_revision,
)
from community.discussions.imports.actions.threads import import_threads
from community.discussions.posts.actions.hiding import (
    hide_post,
    hide_thread,
    unhide_post,
    unhide_thread,
)
from community.discussions.posts.actions.likes import like_post, unlike_post
from community.discussions.posts.actions.posts import (
    ParentIsElsewhere,
    ParentWasDeleted,
    delete_post,
    edit_post,
    reply_to_thread,
    restore_post,
)
from community.discussions.posts.actions.repair import repair_threads, write_views
from community.discussions.posts.actions.rerendering import rerender_outdated
from community.discussions.posts.actions.states import (
    PinnedInThePast,
    TooManyPinned,
    archive_thread,
    close_thread,
    pin_thread,
    reopen_thread,
    unarchive_thread,
    unpin_thread,
    unpin_when_over,
)
from community.discussions.posts.actions.text import (
    ThreadIsArchived,
    ThreadIsClosed,
    TooLong,
    TooManyMentions,
)
from community.discussions.posts.actions.threads import delete_thread, restore_thread, start_thread
from community.kernel.errors import NothingWritten

__all__ = [
    "NotConvertible",
    "NothingWritten",
    "ParentIsElsewhere",
    "ParentWasDeleted",
    "PinnedInThePast",
    "ThreadIsArchived",
    "ThreadIsClosed",
    "TooLong",
    "TooManyMentions",
    "TooManyPinned",
    "archive_thread",
    "close_thread",
    "convert_thread",
    "delete_post",
    "delete_thread",
    "edit_post",
    "fetch_title",
    "hide_post",
    "hide_revision",
    "hide_thread",
    "import_threads",
    "like_post",
    "pin_thread",
    "reopen_thread",
    "repair_threads",
    "reply_to_thread",
    "rerender_outdated",
    "restore_post",
    "restore_thread",
    "restore_version",
    "show_revision",
    "start_thread",
    "unarchive_thread",
    "unhide_post",
    "unhide_thread",
    "unlike_post",
    "unpin_thread",
    "unpin_when_over",
    "write_views",
]
