"""What groups may do in a container, and so who may read it."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.accounts.audiences.actions import edit_audience, form_audience
from community.accounts.models import Audience, Group, User
from community.accounts.policy import is_administrator
from community.discussions.containers.actions.audiences import spread
from community.discussions.containers.actions.containers import current, one_at_a_time
from community.discussions.containers.events import PermissionsChanged
from community.discussions.models import Container, Permission
from community.discussions.models.containers import container_kind
from community.discussions.texts import ContainerTexts
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation

Action, Value = Permission.Action, Permission.Value
C = TypeVar("C", bound=Container)
Given = dict[tuple[int | None, str], str]  # by group and action


class NoSuchPermission(RuleViolation):
    code = "no_such_permission"
    title = _("Unknown permission")
    message = _("This permission, or this value of it, does not exist.")


class EverybodyReads(RuleViolation):
    """Everyone may read this category. To exclude a group, give read access to others instead."""

    code = "everybody_reads"
    title = _("Everyone can read this category")

    def __init__(self, texts: ContainerTexts) -> None:
        super().__init__()
        self.message = texts.everybody_reads


class NobodyReads(RuleViolation):
    """At least one group, or everyone, must be able to read the category."""

    code = "nobody_reads"
    title = _("Nobody could read this category")

    def __init__(self, texts: ContainerTexts) -> None:
        super().__init__()
        self.message = texts.nobody_reads


def set_permissions(
    *,
    container: C,
    rows: Iterable[tuple[Group | None, str, str]],
    by: User,
    version: int | None = None,
    is_public_meant: bool = False,
) -> C:
    """Replace a container's permissions by `rows`: group (none is everybody), action, value.

    Who may read becomes an audience, and all threads follow in the same transaction. What was
    private becomes public only if that is meant. What is as it was tells nobody.
    """
    if not is_administrator(by):
        raise Denied
    wanted = _checked(rows)
    with transaction.atomic():
        one_at_a_time()
        tree: dict[int, C] = type(container).objects.locked(  # type: ignore[assignment]
            Container.subtree_ids(container.pk)
        )
        container = current(tree, container, version)
        there: Given = {
            (row.group_id, row.action): row.value for row in container.permissions.all()
        }
        if there == wanted:
            return container
        container.permissions.all().delete()
        Permission.objects.bulk_create(
            Permission(container=container, group_id=group_id, action=action, value=value)
            for (group_id, action), value in wanted.items()
        )
        container.version += 1
        container.save(update_fields=["version"])
        before, after = _reading(there), _reading(wanted)
        if before != after:
            audience_id = _audience(container, after, by, had_own=bool(before))
            spread(tree, container, audience_id, by, is_public_meant=is_public_meant)
        publish(PermissionsChanged(actor_id=by.pk, kind=container.kind, container_id=container.pk))
    return container


def _checked(rows: Iterable[tuple[Group | None, str, str]]) -> Given:
    found: Given = {}
    for group, action, value in rows:
        if action not in Action.values or value not in Value.values:
            raise NoSuchPermission
        found[group.pk if group else None, action] = value
    return found


def _reading(given: Given) -> dict[int | None, str]:
    return {group_id: value for (group_id, action), value in given.items() if action == Action.READ}


def _audience(
    container: Container, reading: dict[int | None, str], by: User, *, had_own: bool
) -> int:
    """The audience that these rules make: a parent's, everybody, or one of the container's own."""
    if not reading:
        return container.parent.audience_id if container.parent else Audience.PUBLIC_ID
    if reading.get(None) == Value.YES:
        if Value.NEVER in reading.values():
            raise EverybodyReads(container_kind(container.kind).texts)
        return Audience.PUBLIC_ID
    groups, never = (
        Group.objects.filter(pk__in=[pk for pk, given in reading.items() if given == value and pk])
        for value in (Value.YES, Value.NEVER)
    )
    if not groups or reading.get(None) == Value.NEVER:
        raise NobodyReads(container_kind(container.kind).texts)
    if had_own and container.audience_id != Audience.PUBLIC_ID:
        audience = Audience.objects.get(pk=container.audience_id)
        return edit_audience(audience=audience, groups=groups, never=never, by=by).pk
    kind = Audience.Kind.SHARED
    return form_audience(kind=kind, title=container.title, groups=groups, never=never).pk
