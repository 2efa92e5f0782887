"""How containers come, change, move and go.

What shapes the tree (where a container lies, who reads it) changes one at a time, so that each
change sees the whole tree as it is. Then the rows are locked by id, and only then threads.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience, User
from community.accounts.policy import is_administrator
from community.discussions.containers.actions.audiences import inherits, spread
from community.discussions.containers.events import (
    ContainerCreated,
    ContainerDeleted,
    ContainerEdited,
)
from community.discussions.models import DEEPEST, Container, Thread
from community.discussions.models.containers import container_kind
from community.discussions.texts import ContainerTexts, counted
from community.events.outbox import publish
from community.kernel.editing import check_version
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import Text
from community.kernel.text import is_blank, one_line, storable


class SlugTaken(RuleViolation):
    """Another category has this slug. Choose a different one."""

    code = "slug_taken"
    title = _("Slug already in use")

    def __init__(self, texts: ContainerTexts) -> None:
        super().__init__()
        self.message = texts.slug_taken


class UnknownMark(RuleViolation):
    code = "unknown_mark"
    title = _("Invalid icon or color")
    message = _("Icons and colors are numbered 1 to 8.")


class UnfitValue(RuleViolation):
    """A name or slug is not valid; the message says which and why."""

    code = "unfit_value"
    title = _("Invalid value")

    def __init__(self, message: Text) -> None:
        super().__init__()
        self.message = message


class TooDeep(RuleViolation):
    """Categories can be nested at most 3 levels deep."""

    code = "too_deep"
    title = _("Nested too deeply")

    def __init__(self, texts: ContainerTexts) -> None:
        super().__init__()
        self.message = counted(texts.too_deep, DEEPEST)


class InItself(RuleViolation):
    """A category cannot be its own parent, or below one of its own subcategories."""

    code = "category_in_itself"
    title = _("Invalid parent category")

    def __init__(self, texts: ContainerTexts) -> None:
        super().__init__()
        self.message = texts.in_itself


class NotEmpty(RuleViolation):
    """Only an empty category can be deleted. Move its topics and subcategories first."""

    code = "category_not_empty"
    title = _("Category not empty")

    def __init__(self, texts: ContainerTexts) -> None:
        super().__init__()
        self.message = texts.not_empty


C = TypeVar("C", bound=Container)

EDITABLE = frozenset(
    {
        "title", "slug", "description", "position", "icon", "hue", "default_view", "template",
        "has_solutions", "min_tags", "do_threads_need_approval", "do_replies_need_approval",
    }
)  # fmt: skip


def create_container(  # noqa: PLR0913
    model: type[C],
    *,
    title: str,
    slug: str,
    by: User,
    parent: Container | None = None,
    audience: Audience | None = None,
    required_tag_groups: Iterable[Any] = (),
    **marks: Any,
) -> C:
    """Create a container of one kind, which `model` is. Its readers are those of its parent."""
    if not is_administrator(by):
        raise Denied
    kind = container_kind(model.KIND)
    try:
        with transaction.atomic():
            one_at_a_time()
            parent = model.objects.get(pk=parent.pk) if parent else None
            if parent and parent.depth == DEEPEST:
                raise TooDeep(kind.texts)
            above = parent.audience_id if parent else Audience.PUBLIC_ID
            container = model(
                kind=kind.name,
                parent=parent,
                depth=parent.depth + 1 if parent else 1,
                audience_id=audience.pk if audience else above,
            )
            _set(container, {"title": title, "slug": slug, **marks})
            container.save(force_insert=True)
            container.required_tag_groups.set(required_tag_groups)
            publish(ContainerCreated(actor_id=by.pk, kind=kind.name, container_id=container.pk))
    except IntegrityError as error:
        raise _which(error, kind.texts) from error
    return container


def edit_container(
    *,
    container: C,
    by: User,
    version: int | None = None,
    is_public_meant: bool = False,
    **changed: Any,
) -> C:
    """Change the fields that are sent. Who may read is set by its permissions.

    Raises Stale if somebody else was faster than `version`. A container that moves is read by
    those who read its new parent, unless it says itself by whom; where everybody could read it
    from then on, that has to be meant.
    """
    if not is_administrator(by):
        raise Denied
    try:
        with transaction.atomic():
            one_at_a_time()
            rows: dict[int, C] = type(container).objects.locked(  # type: ignore[assignment]
                Container.subtree_ids(container.pk)
            )
            container = current(rows, container, version)
            is_other = _set(container, changed)
            if "parent" in changed and _id(changed["parent"]) != container.parent_id:
                _move(rows, container, changed["parent"], by, is_public_meant=is_public_meant)
                is_other = True
            if is_other:
                container.version += 1
                container.save(
                    update_fields=[*(EDITABLE & changed.keys()), "parent", "depth", "version"]
                )
                publish(
                    ContainerEdited(actor_id=by.pk, kind=container.kind, container_id=container.pk)
                )
    except IntegrityError as error:
        raise _which(error, container_kind(container.kind).texts) from error
    return container


def delete_container(*, container: Container, by: User, version: int | None = None) -> None:
    """Delete an empty container permanently. Deleted threads count as content."""
    if not is_administrator(by):
        raise Denied
    with transaction.atomic():
        one_at_a_time()
        locked = Container.objects.select_for_update().filter(pk=container.pk)
        container = current({row.pk: row for row in locked}, container, version)
        kind = container_kind(container.kind)
        threads = Thread.objects.filter(kind=kind.threads, container_id=container.pk)
        live, deleted = (threads.filter(deleted_at__isnull=is_live) for is_live in (True, False))
        if live.exists() or deleted.exists() or container.children.exists():  # an index for each
            raise NotEmpty(kind.texts)
        publish(ContainerDeleted(actor_id=by.pk, kind=kind.name, container_id=container.pk))
        container.delete()


def one_at_a_time() -> None:
    """Whoever changes the tree waits for whoever else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('forum.categories'))")


def current(rows: dict[int, C], container: Container, version: int | None) -> C:
    """The container as it is among the locked rows. Raises Stale, and DoesNotExist."""
    if container.pk not in rows:
        raise Container.DoesNotExist
    now = rows[container.pk]
    check_version(now, version, now=f"{now.title}\n\n{now.description}")
    return now


def _set(container: Container, changed: dict[str, Any]) -> bool:
    """Put on the row what is given; return whether anything is another than before."""
    if unknown := changed.keys() - EDITABLE - {"parent", "required_tag_groups"}:
        raise TypeError(f"A container has no {', '.join(sorted(unknown))}.")
    new = {name: changed[name] for name in EDITABLE & changed.keys()}
    if new.get("title"):
        new["title"] = one_line(storable(new["title"]))
    is_other = any(getattr(container, name) != value for name, value in new.items())
    for name, value in new.items():
        setattr(container, name, storable(value) if isinstance(value, str) else value)
    if is_blank(container.title or ""):
        raise UnfitValue(gettext("Enter a name."))
    try:
        container.clean_fields(exclude={"kind", "audience", "parent"})
    except ValidationError as error:
        field, [problem, *_] = next(iter(error.message_dict.items()))
        # Translators: "slug: Enter a valid value.": a field, and what is wrong with its value.
        said = gettext("%(field)s: %(problem)s")
        named: Any = Container._meta.get_field(field)
        told = said % {"field": named.verbose_name, "problem": problem}
        raise UnfitValue(told) from error
    if container.pk and "required_tag_groups" in changed:
        wanted = {group.pk for group in changed["required_tag_groups"]}
        there = set(container.required_tag_groups.values_list("pk", flat=True))
        is_other |= wanted != there
        container.required_tag_groups.set(wanted)
    return is_other


def _move(
    rows: Mapping[int, Container],
    container: Container,
    parent: Container | None,
    by: User,
    *,
    is_public_meant: bool,
) -> None:
    """Put the container under another one, with all that is below it: `rows`, which are locked."""
    follows = inherits(container)
    kind = container_kind(container.kind)
    parent = kind.model.objects.get(pk=parent.pk) if parent else None
    if parent and parent.pk in rows:
        raise InItself(kind.texts)
    down = (parent.depth + 1 if parent else 1) - container.depth
    if max(row.depth for row in rows.values()) + down > DEEPEST:
        raise TooDeep(kind.texts)
    for row in rows.values():
        row.depth += down
        if row is not container:
            row.save(update_fields=["depth"])
    container.parent = parent
    if follows:
        audience_id = parent.audience_id if parent else Audience.PUBLIC_ID
        spread(rows, container, audience_id, by, is_public_meant=is_public_meant)


def _id(container: Container | None) -> int | None:
    return container.pk if container else None


def _which(error: IntegrityError, texts: ContainerTexts) -> RuleViolation:
    """Which rule of the table it was that a container broke."""
    return UnknownMark() if "discussions_container_mark" in str(error) else SlugTaken(texts)
