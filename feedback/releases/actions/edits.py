"""What a release says: its version, title, notes and lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction

from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Denied
from community.kernel.text import is_blank, one_line, storable
from feedback.events import ReleaseEdited
from feedback.models import Idea, Release, ReleaseItem
from feedback.policy import may_publish
from feedback.releases.actions.texts import LONGEST, checked, rendered
from feedback.releases.errors import (
    AlreadyReleased,
    NotCompleted,
    ReleaseIncomplete,
    ReleaseTooLong,
    UnknownItem,
)
from feedback.releases.queries import LONGEST_TEXT, is_releasable


class ReleaseChanges(TypedDict, total=False):
    name: str
    title: str
    source: str
    items: Sequence[Mapping[str, Any]]


def edit_release(
    *, release: Release, by: User, version: int | None = None, **changes: Unpack[ReleaseChanges]
) -> Release:
    """Change what is sent. Nobody is notified, also if the release is published already.

    `items` are all lines in their order, each with a `group` and a `text`, and with the `id` of the
    line that it was or the id of the `idea` that it is about; lines that are not among them are
    deleted.
    Raises Stale, UnknownItem, NotCompleted, AlreadyReleased and what texts raise.
    """
    fields: dict[str, Any] = checked(
        {name: text for name, text in changes.items() if name in LONGEST}  # type: ignore[misc]
    )
    derived: dict[str, Any] = {}
    if "source" in changes:
        fields["source"] = storable(changes["source"])
        derived = rendered(changes["source"])
    with transaction.atomic():
        row = locked(release)
        if not may_publish(by, row.board_id):
            raise Denied
        check_version(row, version, now=row.source)
        is_changed = "items" in changes and _write_items(row, changes["items"], by)
        if save_changes(row, fields, **derived):
            is_changed = True
        elif is_changed:
            row.version += 1
            row.save(update_fields=["version"])
        if is_changed and row.published_at:
            publish(ReleaseEdited(actor_id=by.pk, release_id=row.pk))
    return row


def _write_items(release: Release, wanted: Sequence[Mapping[str, Any]], by: User) -> bool:
    """Whether anything differed."""
    ids = [line["idea"] for line in wanted if line.get("idea")]
    ideas = Idea.objects.visible_to(by).select_related("thread").in_bulk(ids)
    known = {item.pk: item for item in release.items.select_related("idea__thread")}
    of_ideas = {item.idea_id: item for item in known.values() if item.idea_id}
    lines: dict[int, ReleaseItem] = {}  # in their order
    changed: list[ReleaseItem] = []
    new: list[ReleaseItem] = []
    for line in wanted:
        item = _item_of(line, known, of_ideas)
        if item is not None and id(item) in lines:
            continue  # the same line twice
        is_new = item is None
        item = item or _new_item(release, line.get("idea"), ideas)
        said = {"group": line["group"], "text": _text(line, item), "position": len(lines)}
        if is_new or any(getattr(item, name) != value for name, value in said.items()):
            (new if is_new else changed).append(item)
        for name, value in said.items():
            setattr(item, name, value)
        lines[id(item)] = item
        if item.idea_id:
            of_ideas[item.idea_id] = item
    gone = known.keys() - {item.pk for item in lines.values()}
    release.items.filter(pk__in=gone).delete()
    ReleaseItem.objects.bulk_update(changed, ["group", "text", "position"])
    try:
        with transaction.atomic():
            ReleaseItem.objects.bulk_create(new)
    except IntegrityError as error:
        raise AlreadyReleased from error
    return bool(gone or changed or new)


def _item_of(
    line: Mapping[str, Any], known: Mapping[int, ReleaseItem], of_ideas: Mapping[int, ReleaseItem]
) -> ReleaseItem | None:
    if line.get("id"):
        if line["id"] not in known:
            raise UnknownItem
        return known[line["id"]]
    return of_ideas.get(line.get("idea") or 0)


def _new_item(release: Release, pk: int | None, ideas: Mapping[int, Idea]) -> ReleaseItem:
    idea = ideas.get(pk) if pk else None
    if pk and (idea is None or not is_releasable(idea, release)):
        raise NotCompleted(idea.thread.title if idea else f"#{pk}")
    return ReleaseItem(release=release, idea=idea, is_published=release.published_at is not None)


def _text(line: Mapping[str, Any], item: ReleaseItem) -> str:
    """Of an idea's line, without a text, the title of the idea."""
    text = one_line(storable(line.get("text") or ""))
    if is_blank(text) and item.idea:
        text = item.idea.thread.title[:LONGEST_TEXT]
    if is_blank(text):
        raise ReleaseIncomplete
    if len(text) > LONGEST_TEXT:
        raise ReleaseTooLong
    return text
