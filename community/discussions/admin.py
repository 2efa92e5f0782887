from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from community.accounts.http import MemberRequest
from community.discussions import actions
from community.discussions.kinds import kind_of
from community.discussions.models import Post, Thread
from community.kernel.admin import ActionAdmin

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

    @admin.action(description="Close")
    def close_threads(self, request: MemberRequest, threads: QuerySet[Thread]) -> None:
        self.each(request, threads, lambda t: actions.close_thread(thread=t, by=request.user))

    @admin.action(description="Reopen")
    def reopen_threads(self, request: MemberRequest, threads: QuerySet[Thread]) -> None:
        self.each(request, threads, lambda t: actions.reopen_thread(thread=t, by=request.user))

    @admin.action(description="Archive")
    def archive_threads(self, request: MemberRequest, threads: QuerySet[Thread]) -> None:
        self.each(request, threads, lambda t: actions.archive_thread(thread=t, by=request.user))

    @admin.action(description="Unarchive")
    def unarchive_threads(self, request: MemberRequest, threads: QuerySet[Thread]) -> None:
        self.each(request, threads, lambda t: actions.unarchive_thread(thread=t, by=request.user))

    @admin.action(description="Pin in its list")
    def pin_threads(self, request: MemberRequest, threads: QuerySet[Thread]) -> None:
        self.each(request, threads, lambda t: actions.pin_thread(thread=t, by=request.user))

    @admin.action(description="Unpin")
    def unpin_threads(self, request: MemberRequest, threads: QuerySet[Thread]) -> None:
        self.each(request, threads, lambda t: actions.unpin_thread(thread=t, by=request.user))

    @admin.action(description="Delete")
    def delete_threads(self, request: MemberRequest, threads: QuerySet[Thread]) -> None:
        self.each(request, threads, lambda t: actions.delete_thread(thread=t, by=request.user))

    @admin.action(description="Bring back")
    def restore_threads(self, request: MemberRequest, threads: QuerySet[Thread]) -> None:
        self.each(request, threads, lambda t: actions.restore_thread(thread=t, by=request.user))


@admin.register(Post)
class PostAdmin(Visible):
    list_display = ["__str__", "author", "likes_count", "created_at", "deleted_at"]
    list_filter = [("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["author"]
    search_fields = ["author__folded_username", "thread__title"]
    ordering = ["-pk"]
    actions = ["delete_posts", "restore_posts"]

    @admin.action(description="Delete")
    def delete_posts(self, request: MemberRequest, posts: QuerySet[Post]) -> None:
        self.each(request, posts, lambda post: actions.delete_post(post=post, by=request.user))

    @admin.action(description="Bring back")
    def restore_posts(self, request: MemberRequest, posts: QuerySet[Post]) -> None:
        self.each(request, posts, lambda post: actions.restore_post(post=post, by=request.user))
