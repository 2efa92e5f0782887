"""How tag groups come, change and go."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.discussions.models import TagGroup
from community.discussions.tags import policy
from community.discussions.tags.events import TagGroupDeleted, TagGroupEdited, TagGroupFormed
from community.events.outbox import publish
from community.kernel.editing import locked, save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import filled
from community.kernel.text import is_blank, one_line, storable

LAST_POSITION = 10_000


class Untitled(RuleViolation):
    code = "untitled"
    title = _("Title missing or too long")
    message = _("Enter a group name of at most 60 characters.")


class UnfitPosition(RuleViolation):
    code = "unfit_position"
    title = _("Invalid position")
    message = filled(_("The position must be a number from 0 to %(last)s."), last=LAST_POSITION)


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


class TagGroupChanges(TypedDict, total=False):
    title: str
    position: int
    is_exclusive: bool


def edit_tag_group(*, group: TagGroup, by: User, **changes: Unpack[TagGroupChanges]) -> TagGroup:
    """Change the fields of a tag group that are sent.

    Threads that have several keep them until somebody edits their tags.
    """
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    if "title" in changes:
        changes["title"] = _titled(changes["title"])
    _check_position(changes.get("position", 0))
    with transaction.atomic():
        group = locked(group)
        if save_changes(group, changes):
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
