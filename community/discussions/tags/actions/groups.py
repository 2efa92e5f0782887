"""How tag groups come, change and go."""

from typing import Any

from django.db import transaction

from community.accounts import rates
from community.accounts.models import User
from community.discussions.models import TagGroup
from community.discussions.tags import policy
from community.discussions.tags.events import TagGroupDeleted, TagGroupEdited, TagGroupFormed
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import is_blank, one_line, storable

LAST_POSITION = 10_000


class Untitled(RuleViolation):
    code = "untitled"
    message = "Enter a group name of at most 60 characters."


class UnfitPosition(RuleViolation):
    code = "unfit_position"
    message = f"The position must be a number from 0 to {LAST_POSITION:,}."


def _titled(title: str) -> str:
    title = one_line(storable(title))
    if is_blank(title) or len(title) > 60:
        raise Untitled
    return title


def _check_position(position: int) -> None:
    if not 0 <= position <= LAST_POSITION:
        raise UnfitPosition


def form_tag_group(
    *, title: str, by: User, position: int = 0, is_exclusive: bool = False
) -> TagGroup:
    """Create a tag group."""
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    _check_position(position)
    with transaction.atomic():
        group = TagGroup.objects.create(
            title=_titled(title), position=position, is_exclusive=is_exclusive
        )
        publish(TagGroupFormed(actor_id=by.pk, group_id=group.pk))
    return group


def edit_tag_group(*, group: TagGroup, by: User, **changed: Any) -> TagGroup:
    """Change the fields of a tag group that are sent.

    Threads that have several keep them until somebody edits their tags.
    """
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    new = {k: changed[k] for k in ("title", "position", "is_exclusive") if k in changed}
    if "title" in new:
        new["title"] = _titled(new["title"])
    _check_position(new.get("position", 0))
    with transaction.atomic():
        group = TagGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
        if any(getattr(group, name) != value for name, value in new.items()):
            for name, value in new.items():
                setattr(group, name, value)
            group.save(update_fields=list(new))
            publish(TagGroupEdited(actor_id=by.pk, group_id=group.pk))
    return group


def delete_tag_group(*, group: TagGroup, by: User) -> None:
    """Delete a tag group. Its tags stay; no category requires the group any more."""
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    with transaction.atomic():
        if TagGroup.objects.filter(pk=group.pk).delete()[0]:
            publish(TagGroupDeleted(actor_id=by.pk, group_id=group.pk))
