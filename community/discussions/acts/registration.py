"""The lines of the log about threads and posts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from community.discussions.acts import undoing
from community.discussions.models import Post
from community.kernel import formats
from community.moderation.models import LogEntry
from community.moderation.registration import Act, Figure, register


def number_of(entry: LogEntry, viewer: Any) -> Mapping[str, str]:
    return {"number": formats.number(entry.facts.get("number", 0))}


def where_pinned(entry: LogEntry, viewer: Any) -> Mapping[str, str]:
    everywhere = gettext("in all lists")
    here = pgettext("pinned", "in its category")
    return {"where": everywhere if entry.facts.get("everywhere") else here}


def posts_of(ids: Sequence[int]) -> Mapping[int, int]:
    rows = Post.objects.live().filter(author__in=ids).values_list("author")
    return dict(rows.annotate(Count("pk")))


register(
    Act(
        name="discussions.thread_closed",
        label=_("Discussion closed"),
        text=_("%(actor)s closed %(subject)s."),
        icon="lock",
        undo=undoing.reopen,
    ),
    Act(
        name="discussions.thread_reopened",
        label=_("Discussion reopened"),
        text=_("%(actor)s reopened %(subject)s."),
        icon="reply",
        undo=undoing.close,
    ),
    Act(
        name="discussions.thread_archived",
        label=_("Discussion archived"),
        text=_("%(actor)s archived %(subject)s."),
        icon="box",
        undo=undoing.unarchive,
    ),
    Act(
        name="discussions.thread_unarchived",
        label=_("Discussion unarchived"),
        text=_("%(actor)s unarchived %(subject)s."),
        icon="box",
        undo=undoing.archive,
    ),
    Act(
        name="discussions.thread_pinned",
        label=_("Discussion pinned"),
        text=_("%(actor)s pinned %(subject)s %(where)s."),
        icon="pin",
        words=where_pinned,
        undo=undoing.unpin,
    ),
    Act(
        name="discussions.thread_unpinned",
        label=_("Discussion unpinned"),
        text=_("%(actor)s unpinned %(subject)s."),
        icon="pin",
    ),
    Act(
        name="discussions.thread_converted",
        label=_("Discussion converted"),
        text=_("%(actor)s converted %(subject)s."),
        icon="history",
    ),
    Act(
        name="discussions.thread_deleted",
        label=_("Discussion deleted"),
        text=_("%(actor)s deleted %(subject)s, by %(member)s."),
        icon="trash",
        undo=undoing.restore_deleted_thread,
    ),
    Act(
        name="discussions.thread_hidden",
        label=_("Discussion hidden"),
        text=_("%(actor)s hid %(subject)s, by %(member)s."),
        icon="eye",
        undo=undoing.show_hidden_thread,
    ),
    Act(
        name="discussions.thread_restored",
        label=_("Discussion restored"),
        text=_("%(actor)s restored %(subject)s, by %(member)s."),
        icon="history",
        undo=undoing.delete_thread,
    ),
    Act(
        name="discussions.post_deleted",
        label=_("Post deleted"),
        text=_("%(actor)s deleted %(subject)s, by %(member)s."),
        icon="trash",
        undo=undoing.restore_deleted_post,
    ),
    Act(
        name="discussions.post_hidden",
        label=_("Post hidden"),
        text=_("%(actor)s hid %(subject)s, by %(member)s."),
        icon="eye",
        undo=undoing.show_hidden_post,
    ),
    Act(
        name="discussions.post_restored",
        label=_("Post restored"),
        text=_("%(actor)s restored %(subject)s, by %(member)s."),
        icon="history",
        undo=undoing.delete_post,
    ),
    Act(
        name="discussions.removal_confirmed",
        label=_("Deletion confirmed"),
        text=_("%(actor)s confirmed that %(subject)s, by %(member)s, stays deleted."),
        icon="trash",
    ),
    Act(
        name="discussions.post_edited",
        label=_("Post edited"),
        text=_("%(actor)s edited %(subject)s, by %(member)s."),
        icon="edit",
    ),
    Act(
        name="discussions.file_deleted",
        label=_("File deleted"),
        text=_("%(actor)s deleted a file of %(member)s in %(subject)s."),
        icon="trash",
    ),
    Act(
        name="discussions.revision_hidden",
        label=_("Version hidden"),
        text=_("%(actor)s hid version %(number)s of %(subject)s."),
        icon="history",
        words=number_of,
        undo=undoing.show_revision,
    ),
    Act(
        name="discussions.revision_shown",
        label=_("Version shown"),
        text=_("%(actor)s showed version %(number)s of %(subject)s again."),
        icon="history",
        words=number_of,
        undo=undoing.hide_revision,
    ),
    Figure(
        name="discussions.posts",
        label=_("Posts"),
        count=posts_of,
    ),
)
