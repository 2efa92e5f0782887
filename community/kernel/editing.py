"""What actions that edit a row have in common: lock it, compare, write what differs.

    def edit_page(*, page: Page, by: User, version: int | None = None, **changes: Any) -> Page:
        with transaction.atomic():
            page = locked(page)
            if not policy.may_edit_page(by, page):
                raise Denied
            check_version(page, version, now=page.source)
            if save_changes(page, changes):
                publish(PageEdited(actor_id=by.pk, page_id=page.pk))
        return page

A field that is not in `changes` stays as it is; None is a value like any other.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model

from community.kernel.errors import Stale

M = TypeVar("M", bound=Model)


def locked(row: M) -> M:
    """The row as it is now, locked until the transaction ends. Raises DoesNotExist."""
    rows: Any = row._meta.default_manager  # a request's user is lazy, and its type another
    found: M = rows.select_for_update(no_key=True).get(pk=row.pk)
    return found


def check_version(row: Any, version: int | None, *, now: str) -> None:
    """Raises Stale if the editor saw another version; `now` is what the row says by now."""
    if version is not None and version != row.version:
        raise Stale(version=row.version, now=now)


def save_changes(row: Model, changes: Mapping[str, Any], **derived: Any) -> bool:
    """Write the fields that differ and raise the row's version, if it has one. Return whether
    any field differed: if none did, nothing is written.

    `derived` values are written along with a change and not compared, such as rendered HTML.
    """
    new = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not new:
        return False
    if hasattr(row, "version"):
        new["version"] = row.version + 1
    new |= derived
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=list(new))
    return True
