from datetime import datetime
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.http import MemberRequest
from community.accounts.models import Audience
from community.discussions.actions import (
    archive_thread,
    close_thread,
    delete_thread,
    pin_thread,
    reopen_thread,
    restore_thread,
    unarchive_thread,
    unpin_thread,
)
from community.discussions.admin import STATES
from community.discussions.models import Post, Tag
from community.kernel.admin import ActionAdmin, each_by
from community.kernel.text import number
from forum.actions import (
    accept_answer,
    delete_category,
    edit_category,
    edit_topic,
    open_category,
)
from forum.models import Category, Topic

_thread = attrgetter("thread")  # of a topic


@admin.register(Category)
class CategoryAdmin(ActionAdmin):
    list_display = [
        "title", "parent", "audience", "position", "threads_count", "posts_count", "permissions",
    ]  # fmt: skip
    list_select_related = ["audience", "parent"]
    ordering = ["depth", "position", "pk"]
    fields = [
        "title", "slug", "description", "parent", "audience", "position", "icon", "hue",
        "default_view", "has_solutions", "do_threads_need_approval", "do_replies_need_approval",
        "template", "min_tags", "required_tag_groups",
    ]  # fmt: skip
    prepopulated_fields = {"slug": ["title"]}
    labels = {
        "parent": _("Parent category"),
        "audience": pgettext_lazy("of a category", "Readers"),
        "has_solutions": _("Enable solutions"),
    }
    help_texts = {
        "slug": _("Part of the address."),
        "position": _("Lower numbers come first."),
        "icon": _("1 to 8."),
        "hue": _("1 to 8."),
        "template": _("Text that a new topic starts with, in Markdown."),
        "required_tag_groups": _("A topic needs one tag from each of these groups."),
    }
    through = {
        "add": lambda by, **values: open_category(**values, by=by),
        "change": lambda row, by, **changed: edit_category(category=row, **changed, by=by),
        "delete": lambda row, by: delete_category(category=row, by=by),
    }

    @admin.display(description=_("Permissions"))
    def permissions(self, category: Category) -> str:
        url = reverse("forum:category_settings", args=[category.slug, category.pk])
        return format_html('<a href="{}#permissions">{}</a>', url, gettext("Permissions"))

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Who reads a category is shared; a personal audience is one letter's or ticket's. Its
        parent is a category, not a container of another kind."""
        if db_field.name == "parent":
            kwargs["queryset"] = Category.objects.order_by(*self.ordering)
        if db_field.name == "audience":
            kwargs["queryset"] = Audience.objects.exclude(kind=Audience.Kind.PERSONAL)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> list[str]:
        return ["audience"] if obj else []  # the permissions say so

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Category | None = None
    ) -> dict[str, Any]:
        return {} if obj else self.prepopulated_fields


class VisibleCategories(admin.RelatedFieldListFilter):
    """A private category's name is for its readers, here too."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        visible = Category.objects.visible_to(request.user).in_order()
        return [(str(category.pk), category.title) for category in visible]


class VisibleTags(admin.RelatedFieldListFilter):
    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        tags = Tag.objects.listed_to(request.user).order_by("-threads_count", "name")[:100]
        return [(str(tag.pk), tag.name) for tag in tags]


@admin.register(Topic)
class TopicAdmin(ActionAdmin):
    """Moderators act; they do not edit rows."""

    for_moderators = True

    list_display = [
        "title", "category", "author", "solution", "bumped_at", "closed_at", "archived_at",
        "pinned_at", "deleted_at",
    ]  # fmt: skip
    list_display_links = None  # the title leads to the topic's page on the site
    list_filter = [
        ("category", VisibleCategories),
        *((f"thread__{state}_at", admin.EmptyFieldListFilter) for state in STATES),
        ("thread__tags", VisibleTags),
    ]
    list_select_related = ["thread__author", "category", "solution"]
    search_fields = [
        "thread__title", "thread__author__folded_username", "category__title",
        "thread__tags__folded_name",
    ]  # fmt: skip
    ordering = ["-pk"]
    actions = [
        "accept_first_reply", "close_topics", "reopen_topics", "archive_topics",
        "unarchive_topics", "pin_topics", "unpin_topics", "move_topics", "delete_topics",
        "restore_topics",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return Topic.objects.visible_to(request.user)

    @admin.display(description=_("title"), ordering="thread__title")
    def title(self, topic: Topic) -> str:
        return format_html('<a href="{}">{}</a>', topic.get_absolute_url(), topic.thread.title)

    @admin.display(description=_("author"), ordering="thread__author")
    def author(self, topic: Topic) -> str:
        return topic.thread.author.username

    @admin.display(description=_("last activity"), ordering="thread__bumped_at")
    def bumped_at(self, topic: Topic) -> datetime:
        return topic.thread.bumped_at

    @admin.display(description=_("deleted at"), ordering="thread__deleted_at")
    def deleted_at(self, topic: Topic) -> datetime | None:
        return topic.thread.deleted_at

    @admin.display(description=_("closed at"), ordering="thread__closed_at")
    def closed_at(self, topic: Topic) -> datetime | None:
        return topic.thread.closed_at

    @admin.display(description=_("archived at"), ordering="thread__archived_at")
    def archived_at(self, topic: Topic) -> datetime | None:
        return topic.thread.archived_at

    @admin.display(description=_("pinned at"), ordering="thread__pinned_at")
    def pinned_at(self, topic: Topic) -> datetime | None:
        return topic.thread.pinned_at

    @admin.action(description=_("Mark the first reply as the solution"))
    def accept_first_reply(self, request: MemberRequest, topics: QuerySet[Topic]) -> None:
        replies = Post.objects.filter(thread__topic__in=topics, number=2)
        self.each(request, replies, lambda post: accept_answer(post=post, by=request.user))

    close_topics = each_by(
        close_thread, pgettext_lazy("a topic", "Close"), named="thread", of=_thread
    )
    reopen_topics = each_by(
        reopen_thread, pgettext_lazy("a topic", "Reopen"), named="thread", of=_thread
    )
    archive_topics = each_by(
        archive_thread, pgettext_lazy("verb", "Archive"), named="thread", of=_thread
    )
    unarchive_topics = each_by(
        unarchive_thread, pgettext_lazy("verb", "Unarchive"), named="thread", of=_thread
    )
    pin_topics = each_by(pin_thread, _("Pin in its category"), named="thread", of=_thread)
    unpin_topics = each_by(unpin_thread, pgettext_lazy("verb", "Unpin"), named="thread", of=_thread)

    @admin.action(description=_("Move to another category"))
    def move_topics(
        self, request: MemberRequest, topics: QuerySet[Topic]
    ) -> TemplateResponse | None:
        """Asks where to, then moves each."""
        places = Category.objects.visible_to(request.user).in_order()
        to = number(request.POST.get("to", "")) or 0
        if target := places.filter(pk=to).first():
            self.each(
                request, topics, lambda t: edit_topic(topic=t, category=target, by=request.user)
            )
            return None
        context = {**self.admin_site.each_context(request), "title": gettext("Move topics")}
        context |= {"topics": topics, "places": places}
        return TemplateResponse(request, "forum/admin_move.html", context)

    delete_topics = each_by(
        delete_thread, pgettext_lazy("verb", "Delete"), named="thread", of=_thread
    )
    restore_topics = each_by(
        restore_thread, pgettext_lazy("verb", "Restore"), named="thread", of=_thread
    )
