"""What stands beside a list, rendered once for all who see the same containers."""

from collections.abc import Hashable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from community.accounts.policy import is_administrator
from community.discussions.lists.scope import Scope
from community.discussions.models import Container

KEPT = 600  # of them, in each process
_rendered: dict[Hashable, dict[str, SafeString]] = {}


def sidebar(scope: Scope) -> dict[str, SafeString]:
    """The two columns: where one can go, and what is counted. Nothing in them is the viewer's."""
    may_manage = is_administrator(scope.viewer)
    key = (
        scope.kind.name,
        get_language(),
        scope.container and scope.container.pk,
        scope.container and scope.container.posts_count,
        scope.tag and (scope.tag.pk, scope.tag.threads_count),
        may_manage,
        tuple(_state(container) for container in scope.containers),
    )
    found = _rendered.get(key)
    if found is None:
        if len(_rendered) >= KEPT:
            _rendered.clear()
        found = _rendered[key] = _render(scope, may_manage=may_manage)
    return found


def _state(container: Container) -> Hashable:
    return (
        container.pk, container.title, container.slug, container.hue, container.icon,
        container.parent_id, container.audience_id, container.threads_count,
    )  # fmt: skip


def _render(scope: Scope, *, may_manage: bool) -> dict[str, SafeString]:
    context = {
        "kind": scope.kind,
        "containers": scope.containers,
        "container": scope.container,
        "tag": scope.tag,
        "may_manage": may_manage,
    }
    # Rendered by templates, which escape.
    return {
        name: mark_safe(render_to_string(f"discussions/lists/_{name}.html", context))  # noqa: S308
        for name in ("rail", "facts")
    }
