"""The pages about categories themselves: all of them, and what staff decide of each."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from community.accounts.http import MemberRequest
from community.accounts.policy import is_administrator
from community.discussions.channels import lists_channel
from community.discussions.containers.forms import PermissionsForm
from community.kernel.errors import Denied
from community.kernel.http import refused, submit, with_stored_version
from community.live.pages import for_visitors
from forum import actions, queries
from forum.categories.forms import CategoryForm
from forum.models import Category

SETTINGS = "forum/category_settings.html"


@for_visitors(lambda: [lists_channel()])
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All categories, each with what happened last in it."""
    return render(request, "forum/categories.html", queries.categories_page(request.user))


@login_required
def new(request: MemberRequest) -> HttpResponse:
    _for_staff(request)
    parent = request.GET.get("parent")
    form = CategoryForm(request.POST or None, initial={"parent": parent})
    if request.method != "POST":
        return render(request, SETTINGS, {"form": form})
    opened = submit(form, actions.open_category, by=request.user)
    if opened is None:
        return refused(request, SETTINGS, {"form": form})
    return redirect("forum:category_settings", opened.slug, opened.pk)


@login_required
def settings(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """A category's fields, and below them the grid of its permissions."""
    category = _managed(request, pk)
    if request.method != "POST":
        return render(request, SETTINGS, _page(category))
    form = CategoryForm(request.POST, category=category)
    edited = submit(form, actions.edit_category, category=category, by=request.user)
    if edited is None:
        return refused(request, SETTINGS, _page(category, form=with_stored_version(form)))
    return redirect(edited)


@login_required
@require_POST
def permissions(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    category = _managed(request, pk)
    grid = PermissionsForm(request.POST, container=category)
    changed = submit(grid, actions.set_permissions, category=category, by=request.user)
    if changed is None:
        page = _page(category, grid=with_stored_version(grid))
        page["fields"], page["form"] = page["form"], grid  # the one that was refused
        return refused(request, SETTINGS, page)
    return redirect("forum:category_settings", changed.slug, changed.pk)


@login_required
@require_POST
def removal(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    category = _managed(request, pk)
    actions.delete_category(category=category, by=request.user)
    return redirect("forum:categories")


def _for_staff(request: HttpRequest) -> None:
    if not is_administrator(request.user):
        raise Denied


def _managed(request: HttpRequest, pk: int) -> Category:
    """Staff set up what they may not read, too: how it is set up is theirs, its topics are not.

    Others do not learn from the answer which numbers are private categories and which are none.
    """
    may = is_administrator(request.user)
    known = Category.objects.all() if may else Category.objects.visible_to(request.user)
    category = get_object_or_404(known.select_related("parent", "audience"), pk=pk)
    _for_staff(request)
    return category


def _page(
    category: Category, *, form: CategoryForm | None = None, grid: PermissionsForm | None = None
) -> dict[str, Any]:
    """Both forms; `fields` is where the fields' one stands."""
    form = form or CategoryForm(initial=_typed(category), category=category)
    return {
        "category": category,
        "form": form,
        "fields": form,
        "grid": grid or PermissionsForm(container=category),
    }


def _typed(category: Category) -> dict[str, Any]:
    names = [*CategoryForm.base_fields]
    typed = {name: getattr(category, name) for name in names if hasattr(category, name)}
    return {**typed, "required_tag_groups": category.required_tag_groups.all()}
