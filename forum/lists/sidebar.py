"""What stands beside a list, rendered once for all who see the same categories."""

from collections.abc import Hashable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from community.accounts.policy import is_administrator
from community.kernel.prepared import cached_query
from forum.lists.scope import Scope
from forum.models import Category


def sidebar(scope: Scope) -> dict[str, SafeString]:
    """The two columns: where one can go, and what is counted. Nothing in them is the viewer's."""
    may_manage = is_administrator(scope.viewer)
    key = (
        "beside",
        get_language(),
        scope.category and scope.category.pk,
        scope.category and scope.category.posts_count,
        scope.tag is not None,
        may_manage,
        tuple(_state(place) for place in scope.categories),
    )
    shown: dict[str, SafeString] = cached_query(key, lambda: _render(scope, may_manage=may_manage))
    return shown


def _state(place: Category) -> Hashable:
    return (
        place.pk, place.title, place.slug, place.hue, place.icon, place.parent_id,
        place.audience_id, place.threads_count,
    )  # fmt: skip


def _render(scope: Scope, *, may_manage: bool) -> dict[str, SafeString]:
    context = {
        "categories": scope.categories,
        "category": scope.category,
        "tag": scope.tag,
        "may_manage": may_manage,
    }
    # Rendered by templates, which escape.
    return {
        "rail": mark_safe(render_to_string("forum/_rail.html", context)),  # noqa: S308
        "facts": mark_safe(render_to_string("forum/_facts.html", context)),  # noqa: S308
    }
