"""Categories are containers of topics; see community/discussions/containers/."""

from collections.abc import Iterable
from typing import Any

from community.accounts.models import Audience, Group, User
from community.discussions.containers import actions as containers
from forum.models import Category


def open_category(
    *,
    title: str,
    slug: str,
    by: User,
    parent: Category | None = None,
    audience: Audience | None = None,
    **fields: Any,
) -> Category:
    """Create a category. Its readers are those of its parent."""
    return containers.create_container(
        Category, title=title, slug=slug, parent=parent, audience=audience, by=by, **fields
    )


def edit_category(
    *,
    category: Category,
    by: User,
    version: int | None = None,
    is_public_meant: bool = False,
    **changed: Any,
) -> Category:
    """Change the fields that are sent. Who may read is set by its permissions."""
    return containers.edit_container(
        container=category, by=by, version=version, is_public_meant=is_public_meant, **changed
    )


def delete_category(*, category: Category, by: User, version: int | None = None) -> None:
    """Delete an empty category permanently. Deleted topics count as content."""
    containers.delete_container(container=category, by=by, version=version)


def set_permissions(
    *,
    category: Category,
    rows: Iterable[tuple[Group | None, str, str]],
    by: User,
    version: int | None = None,
    is_public_meant: bool = False,
) -> Category:
    """Replace a category's permissions by `rows`: group (none is everybody), action, value.

    Who may read becomes an audience, and all topics follow in the same transaction. What was
    private becomes public only if that is meant. What is as it was tells nobody.
    """
    return containers.set_permissions(
        container=category, rows=rows, by=by, version=version, is_public_meant=is_public_meant
    )
