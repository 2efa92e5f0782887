from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models import Tag, TagGroup
from community.discussions.tags import actions
from community.kernel.admin import ActionAdmin


def change_tag(tag: Tag, by: User, **changed: Any) -> None:
    """A tag's form says three things: its words, whom it stands for, or that it stands alone."""
    if "synonym_of" in changed:
        main = changed.pop("synonym_of")
        tag = (
            actions.merge_tag(tag=tag, into=main, by=by)
            if main
            else actions.unmerge_tag(tag=tag, by=by)
        )
    if changed:
        actions.edit_tag(tag=tag, by=by, **changed)


@admin.register(Tag)
class TagAdmin(ActionAdmin):
    """Moderators rename, describe, group and merge tags."""

    for_moderators = True

    list_display = ["name", "group", "synonym_of", "threads_count"]
    list_filter = ["group", ("synonym_of", admin.EmptyFieldListFilter)]
    list_select_related = ["group", "synonym_of"]
    search_fields = ["name", "folded_name"]
    ordering = ["name", "pk"]
    fields = ["name", "description", "group", "synonym_of"]
    help_texts = {"synonym_of": _("Merges this tag into another one.")}
    through = {
        "add": lambda by, **values: actions.make_tag(**values, by=by),
        "change": change_tag,
        "delete": lambda row, by: actions.delete_tag(tag=row, by=by),
    }

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "synonym_of":
            options["queryset"] = Tag.objects.filter(synonym_of=None).order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(TagGroup)
class TagGroupAdmin(ActionAdmin):
    for_moderators = True

    list_display = ["title", "position", "is_exclusive"]
    search_fields = ["title"]
    ordering = ["position", "pk"]
    fields = ["title", "position", "is_exclusive"]
    labels = {"title": _("Name")}
    through = {
        "add": lambda by, **values: actions.form_tag_group(**values, by=by),
        "change": lambda row, by, **changed: actions.edit_tag_group(group=row, **changed, by=by),
        "delete": lambda row, by: actions.delete_tag_group(group=row, by=by),
    }
