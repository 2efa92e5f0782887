"""Where topics stand: how categories come, change and go."""

from typing import Any

from django.db import IntegrityError, transaction

from community.accounts.models import Audience, User
from community.accounts.policy import may_run_the_place
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation
from forum.events import CategoryEdited, CategoryOpened
from forum.models import Category


class SlugTaken(RuleViolation):
    code = "slug_taken"
    message = "Another category has this address. Choose another one."


class UnknownMark(RuleViolation):
    code = "unknown_mark"
    message = "Blazes and hues go from 1 to 8."


def open_category(
    *, title: str, slug: str, by: User, audience: Audience | None = None, **marks: Any
) -> Category:
    """Make a place for topics, public unless an audience is given."""
    if not may_run_the_place(by):
        raise Denied
    try:
        with transaction.atomic():
            category = Category.objects.create(
                title=title,
                slug=slug,
                audience_id=audience.pk if audience else Audience.PUBLIC_ID,
                **marks,
            )
            publish(CategoryOpened(actor_id=by.pk, category_id=category.pk))
    except IntegrityError as error:
        raise _which(error) from error
    return category


EDITABLE = frozenset(
    {"title", "slug", "description", "position", "blaze", "hue", "default_view", "staff_starts"}
)


def edit_category(*, category: Category, by: User, **changed: Any) -> Category:
    """Change what is given. Who may read is not among it: the topics would have to follow."""
    if not may_run_the_place(by):
        raise Denied
    try:
        with transaction.atomic():
            category = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
            new = {name: changed[name] for name in EDITABLE & changed.keys()}
            if any(getattr(category, name) != value for name, value in new.items()):
                for name, value in new.items():
                    setattr(category, name, value)
                category.save(update_fields=list(new))
                publish(CategoryEdited(actor_id=by.pk, category_id=category.pk))
    except IntegrityError as error:
        raise _which(error) from error
    return category


def _which(error: IntegrityError) -> RuleViolation:
    """Which rule of the table it was that a category broke."""
    return UnknownMark() if "forum_category_mark" in str(error) else SlugTaken()
