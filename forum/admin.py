from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from community.accounts.http import MemberRequest
from community.discussions.actions import delete_thread, restore_thread
from community.discussions.models import Post
from community.kernel.admin import ActionAdmin
from forum.actions import accept_answer, edit_category, open_category
from forum.announcements.actions import (
    edit_announcement,
    end_announcement,
    make_announcement,
)
from forum.models import Announcement, Category, Topic


@admin.register(Category)
class CategoryAdmin(ActionAdmin):
    list_display = ["title", "slug", "audience", "position", "topics_count", "posts_count"]
    list_select_related = ["audience"]
    ordering = ["position", "pk"]
    fields = [
        "title", "slug", "description", "audience", "position", "blaze", "hue", "default_view",
        "staff_starts",
    ]  # fmt: skip
    prepopulated_fields = {"slug": ["title"]}
    through = {
        "add": lambda by, **values: open_category(**values, by=by),
        "change": lambda row, by, **changed: edit_category(category=row, **changed, by=by),
    }

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> list[str]:
        return ["audience"] if obj else []  # its topics would have to follow

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Category | None = None
    ) -> dict[str, Any]:
        return {} if obj else self.prepopulated_fields


@admin.register(Announcement)
class AnnouncementAdmin(ActionAdmin):
    for_moderators = True

    list_display = ["text", "tone", "starts_at", "ends_at", "by"]
    list_filter = ["tone"]
    list_select_related = ["by"]
    ordering = ["-starts_at", "-pk"]
    fields = ["text", "tone", "starts_at", "ends_at"]
    actions = ["end"]
    through = {
        "add": lambda by, **values: make_announcement(**values, by=by),
        "change": lambda row, by, **changed: edit_announcement(announcement=row, **changed, by=by),
    }

    @admin.action(description="End")
    def end(self, request: MemberRequest, rows: QuerySet[Announcement]) -> None:
        self.each(request, rows, lambda row: end_announcement(announcement=row, by=request.user))


class VisibleCategories(admin.RelatedFieldListFilter):
    """A private category's name is for its readers, here too."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        visible = Category.objects.visible_to(request.user).in_order()
        return [(str(category.pk), category.title) for category in visible]


@admin.register(Topic)
class TopicAdmin(ActionAdmin):
    """Moderators act; they do not edit rows."""

    for_moderators = True

    list_display = ["title", "category", "author", "solution", "bumped_at", "deleted_at"]
    list_filter = [
        ("category", VisibleCategories),
        ("thread__deleted_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["thread__author", "category", "solution"]
    search_fields = ["thread__title", "thread__author__folded_username"]
    ordering = ["-pk"]
    actions = ["accept_first_reply", "delete_topics", "restore_topics"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return Topic.objects.visible_to(request.user)

    @admin.display(ordering="thread__title")
    def title(self, topic: Topic) -> str:
        return format_html('<a href="{}">{}</a>', topic.get_absolute_url(), topic.thread.title)

    @admin.display(ordering="thread__author")
    def author(self, topic: Topic) -> str:
        return topic.thread.author.username

    @admin.display(ordering="thread__bumped_at")
    def bumped_at(self, topic: Topic) -> datetime:
        return topic.thread.bumped_at

    @admin.display(ordering="thread__deleted_at")
    def deleted_at(self, topic: Topic) -> datetime | None:
        return topic.thread.deleted_at

    @admin.action(description="Accept the first reply as the answer")
    def accept_first_reply(self, request: MemberRequest, topics: QuerySet[Topic]) -> None:
        replies = Post.objects.filter(thread__topic__in=topics, number=2)
        self.each(request, replies, lambda post: accept_answer(post=post, by=request.user))

    @admin.action(description="Delete")
    def delete_topics(self, request: MemberRequest, topics: QuerySet[Topic]) -> None:
        self.each(request, topics, lambda t: delete_thread(thread=t.thread, by=request.user))

    @admin.action(description="Bring back")
    def restore_topics(self, request: MemberRequest, topics: QuerySet[Topic]) -> None:
        self.each(request, topics, lambda t: restore_thread(thread=t.thread, by=request.user))
