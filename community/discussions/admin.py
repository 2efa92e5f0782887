from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

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
from community.discussions.tags.admin import TagAdmin, TagGroupAdmin  # noqa: F401 - found here
from community.discussions.uploads.admin import UploadAdmin  # noqa: F401 - found here
from community.kernel.admin import ActionAdmin, each_by
from community.kernel.export import plain_text

LONGEST_EXCERPT = 120
STATES = ("solved", "closed", "archived", "pinned", "deleted")


class Visible(ActionAdmin):
    """Staff see here what they may see on the pages: a letter between others is none of it."""

    for_moderators = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model.objects.visible_to(request.user)


@admin.register(Thread)
class ThreadAdmin(Visible):
    list_display = [
        "linked_title", "kind", "author", "posts_count", "bumped_at", "closed_at", "archived_at",
        "pinned_at", "deleted_at",
    ]  # fmt: skip
    list_display_links = None  # the title leads to the page on the site
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

    @admin.display(description=_("title"), ordering="title")
    def linked_title(self, thread: Thread) -> str:
        return format_html('<a href="{}">{}</a>', kind_of(thread).url(thread), thread.title)

    close_threads = each_by(close_thread, pgettext_lazy("a topic", "Close"), named="thread")
    reopen_threads = each_by(reopen_thread, pgettext_lazy("a topic", "Reopen"), named="thread")
    archive_threads = each_by(archive_thread, pgettext_lazy("verb", "Archive"), named="thread")
    unarchive_threads = each_by(
        unarchive_thread, pgettext_lazy("verb", "Unarchive"), named="thread"
    )
    pin_threads = each_by(pin_thread, _("Pin in its category"), named="thread")
    unpin_threads = each_by(unpin_thread, pgettext_lazy("verb", "Unpin"), named="thread")
    delete_threads = each_by(delete_thread, pgettext_lazy("verb", "Delete"), named="thread")
    restore_threads = each_by(restore_thread, pgettext_lazy("verb", "Restore"), named="thread")


@admin.register(Post)
class PostAdmin(Visible):
    list_display = ["excerpt", "topic", "author", "likes_count", "created_at", "deleted_at"]
    list_display_links = None  # the excerpt leads to the post's page on the site
    list_filter = [("deleted_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["author", "thread"]
    search_fields = ["source", "author__folded_username", "thread__title"]
    search_help_text = _("Search in texts, usernames and titles.")
    ordering = ["-pk"]
    actions = ["delete_posts", "restore_posts"]

    @admin.display(description=_("post"), ordering="pk")
    def excerpt(self, post: Post) -> str:
        words = plain_text(post.html, LONGEST_EXCERPT)
        words = words or gettext("Post %(number)s") % {"number": post.number}
        return format_html(
            '<a href="{}">{}</a>', reverse("discussions:short", args=[post.pk]), words
        )

    @admin.display(description=_("topic"), ordering="thread__title")
    def topic(self, post: Post) -> str:
        return post.thread.title

    delete_posts = each_by(delete_post, pgettext_lazy("verb", "Delete"), named="post")
    restore_posts = each_by(restore_post, pgettext_lazy("verb", "Restore"), named="post")
