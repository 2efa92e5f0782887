from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from community.discussions.actions import (
    archive_thread,
    close_thread,
    delete_post,
    delete_thread,
    pin_thread,
    reopen_thread,
    restore_post,
    restore_thread,
    unarchive_thread,
    unpin_thread,
)
from community.discussions.kinds import kind_of
from community.discussions.models import Post, Thread
from community.kernel.admin import ActionAdmin, each_by

STATES = ("solved", "closed", "archived", "pinned", "deleted")


class Visible(ActionAdmin):
    """Staff see here what they may see on the pages: a letter between others is none of it."""

    for_moderators = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model.objects.visible_to(request.user)


@admin.register(Thread)
class ThreadAdmin(Visible):
    list_display = [
        "title", "kind", "author", "posts_count", "bumped_at", "closed_at", "archived_at",
        "pinned_at", "deleted_at", "page",
    ]  # fmt: skip
    list_filter = [
        "kind",
        *((f"{state}_at", admin.EmptyFieldListFilter) for state in STATES),
    ]
    list_select_related = ["author"]
    search_fields = ["title", "author__folded_username"]
    ordering = ["-pk"]
    actions = [
        "close_threads", "reopen_threads", "archive_threads", "unarchive_threads", "pin_threads",
        "unpin_threads", "delete_threads", "restore_threads",
    ]  # fmt: skip

    @admin.display(description="page")
    def page(self, thread: Thread) -> str:
        return format_html('<a href="{}">open</a>', kind_of(thread).url(thread))

    close_threads = each_by(close_thread, "Close", named="thread")
    reopen_threads = each_by(reopen_thread, "Reopen", named="thread")
    archive_threads = each_by(archive_thread, "Archive", named="thread")
    unarchive_threads = each_by(unarchive_thread, "Unarchive", named="thread")
    pin_threads = each_by(pin_thread, "Pin in its list", named="thread")
    unpin_threads = each_by(unpin_thread, "Unpin", named="thread")
    delete_threads = each_by(delete_thread, "Delete", named="thread")
    restore_threads = each_by(restore_thread, "Bring back", named="thread")


@admin.register(Post)
class PostAdmin(Visible):
    list_display = ["__str__", "author", "likes_count", "created_at", "deleted_at"]
    list_filter = [("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["author"]
    search_fields = ["author__folded_username", "thread__title"]
    ordering = ["-pk"]
    actions = ["delete_posts", "restore_posts"]

    delete_posts = each_by(delete_post, "Delete", named="post")
    restore_posts = each_by(restore_post, "Bring back", named="post")
