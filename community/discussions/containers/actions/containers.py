"""Where topics stand: how categories come, change, move and go.

What shapes the tree (where a category stands, who reads it) changes one at a time, so that each
change sees the whole tree as it is. Then the rows are locked by id, and only then threads.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from community.accounts.models import Audience, User
from community.accounts.policy import is_administrator
from community.discussions.models import DEEPEST
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation, Stale
from community.kernel.text import is_blank, one_line, storable
from community.discussions.containers.actions.audiences import inherits, spread
from forum.events import CategoryDeleted, CategoryEdited, CategoryOpened
from forum.models import Category, Topic


class SlugTaken(RuleViolation):
    code = "slug_taken"
    message = "Another category has this slug. Choose a different one."


class UnknownMark(RuleViolation):
    code = "unknown_mark"
    message = "Icons and colors are numbered 1 to 8."


class UnfitValue(RuleViolation):
    """A name or slug is not valid; the message says which and why."""

    code = "unfit_value"

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


class TooDeep(RuleViolation):
    code = "too_deep"
    message = f"Categories can be nested at most {DEEPEST} levels deep."


class InItself(RuleViolation):
    code = "category_in_itself"
    message = "A category cannot be its own parent, or below one of its own subcategories."


class NotEmpty(RuleViolation):
    code = "category_not_empty"
    message = "Only an empty category can be deleted. Move its topics and subcategories first."


EDITABLE = frozenset(
    {
        "title", "slug", "description", "position", "icon", "hue", "default_view", "template",
        "has_solutions", "min_tags",
    }
)  # fmt: skip


def open_category(  # noqa: PLR0913
    *,
    title: str,
    slug: str,
    by: User,
    parent: Category | None = None,
    audience: Audience | None = None,
    required_tag_groups: Iterable[Any] = (),
    **marks: Any,
) -> Category:
    """Create a category. Its readers are those of its parent."""
    if not is_administrator(by):
        raise Denied
    try:
        with transaction.atomic():
            one_at_a_time()
            parent = Category.objects.get(pk=parent.pk) if parent else None
            if parent and parent.depth == DEEPEST:
                raise TooDeep
            above = parent.audience_id if parent else Audience.PUBLIC_ID
            category = Category(
                parent=parent,
                depth=parent.depth + 1 if parent else 1,
                audience_id=audience.pk if audience else above,
            )
            _set(category, {"title": title, "slug": slug, **marks})
            category.save(force_insert=True)
            category.required_tag_groups.set(required_tag_groups)
            publish(CategoryOpened(actor_id=by.pk, category_id=category.pk))
    except IntegrityError as error:
        raise _which(error) from error
    return category


def edit_category(
    *,
    category: Category,
    by: User,
    version: int | None = None,
    is_public_meant: bool = False,
    **changed: Any,
) -> Category:
    """Change the fields that are sent. Who may read is set by its permissions.

    Raises Stale if somebody else was faster than `version`. A category that moves is read by
    those who read its new parent, unless it says itself by whom; where everybody could read it
    from then on, that has to be meant.
    """
    if not is_administrator(by):
        raise Denied
    try:
        with transaction.atomic():
            one_at_a_time()
            rows = Category.objects.locked(Category.subtree_ids(category.pk))
            category = current(rows, category, version)
            is_other = _set(category, changed)
            if "parent" in changed and _id(changed["parent"]) != category.parent_id:
                _move(rows, category, changed["parent"], by, is_public_meant=is_public_meant)
                is_other = True
            if is_other:
                category.version += 1
                category.save(
                    update_fields=[*(EDITABLE & changed.keys()), "parent", "depth", "version"]
                )
                publish(CategoryEdited(actor_id=by.pk, category_id=category.pk))
    except IntegrityError as error:
        raise _which(error) from error
    return category


def delete_category(*, category: Category, by: User, version: int | None = None) -> None:
    """Delete an empty category permanently. Deleted topics count as content."""
    if not is_administrator(by):
        raise Denied
    with transaction.atomic():
        one_at_a_time()
        locked = Category.objects.select_for_update().filter(pk=category.pk)
        category = current({row.pk: row for row in locked}, category, version)
        in_it = Topic.objects.filter(category=category).exists()
        if in_it or category.children.exists():
            raise NotEmpty
        publish(CategoryDeleted(actor_id=by.pk, category_id=category.pk))
        category.delete()


def one_at_a_time() -> None:
    """Whoever changes the tree waits for whoever else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('forum.categories'))")


def current(rows: dict[int, Category], category: Category, version: int | None) -> Category:
    """The category as it is among the locked rows. Raises Stale, and DoesNotExist."""
    if category.pk not in rows:
        raise Category.DoesNotExist
    category = rows[category.pk]
    if version is not None and version != category.version:
        raise Stale(version=category.version, now=f"{category.title}\n\n{category.description}")
    return category


def _set(category: Category, changed: dict[str, Any]) -> bool:
    """Put on the row what is given; return whether anything is another than before."""
    if unknown := changed.keys() - EDITABLE - {"parent", "required_tag_groups"}:
        raise TypeError(f"A category has no {', '.join(sorted(unknown))}.")
    new = {name: changed[name] for name in EDITABLE & changed.keys()}
    if new.get("title"):
        new["title"] = one_line(storable(new["title"]))
    is_other = any(getattr(category, name) != value for name, value in new.items())
    for name, value in new.items():
        setattr(category, name, storable(value) if isinstance(value, str) else value)
    if is_blank(category.title or ""):
        raise UnfitValue("Enter a name.")
    try:
        category.clean_fields(exclude={"kind", "audience", "parent"})
    except ValidationError as error:
        field, [problem, *_] = next(iter(error.message_dict.items()))
        raise UnfitValue(f"{field}: {problem}") from error
    if category.pk and "required_tag_groups" in changed:
        wanted = {group.pk for group in changed["required_tag_groups"]}
        there = set(category.required_tag_groups.values_list("pk", flat=True))
        is_other |= wanted != there
        category.required_tag_groups.set(wanted)
    return is_other


def _move(
    rows: dict[int, Category],
    category: Category,
    parent: Category | None,
    by: User,
    *,
    is_public_meant: bool,
) -> None:
    """Put the category under another one, with all that is below it: `rows`, which are locked."""
    follows = inherits(category)
    parent = Category.objects.get(pk=parent.pk) if parent else None
    if parent and parent.pk in rows:
        raise InItself
    down = (parent.depth + 1 if parent else 1) - category.depth
    if max(row.depth for row in rows.values()) + down > DEEPEST:
        raise TooDeep
    for row in rows.values():
        row.depth += down
        if row is not category:
            row.save(update_fields=["depth"])
    category.parent = parent
    if follows:
        audience_id = parent.audience_id if parent else Audience.PUBLIC_ID
        spread(rows, category, audience_id, by, is_public_meant=is_public_meant)


def _id(category: Category | None) -> int | None:
    return category.pk if category else None


def _which(error: IntegrityError) -> RuleViolation:
    """Which rule of the table it was that a category broke."""
    return UnknownMark() if "discussions_container_mark" in str(error) else SlugTaken()
