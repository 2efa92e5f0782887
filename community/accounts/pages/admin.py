from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from community.accounts.models import Page
from community.accounts.pages import actions, texts
from community.kernel.admin import ActionAdmin


class PageForm(forms.ModelForm):
    class Meta:
        model = Page
        fields = ["slug", "title", "source", "version"]
        widgets = {"version": forms.HiddenInput, "source": forms.Textarea(attrs={"rows": 40})}


@admin.register(Page)
class PageAdmin(ActionAdmin):
    """The site's own pages. A page that is not listed here shows its default text."""

    form = PageForm
    list_display = ["title", "slug", "version", "changed_at"]
    ordering = ["slug"]
    through = {
        "add": lambda by, slug, title, source, version: actions.write_page(
            slug=slug, title=title, source=source, by=by
        ),
        "change": lambda row, by, slug=None, **changed: actions.edit_page(
            page=row, by=by, **{"version": row.version, **changed}
        ),
        "delete": lambda row, by: actions.forget_page(page=row, by=by),
    }

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        return ["slug"] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """`?slug=guidelines` begins with the text that is shown now."""
        slug = request.GET.get("slug", "")
        if slug not in Page.Slug.values:
            return {}
        text = texts.shipped(slug)
        return {"slug": slug, "title": str(text.title), "source": text.source, "version": 1}
