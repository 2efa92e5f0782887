"""Every way ingredients and recipes change. Moderators keep the ingredients."""

from django.db import transaction

from community.accounts import rates
from community.accounts.models import Audience
from community.accounts.policy import may_moderate
from community.discussions.actions import start_thread
from community.events.outbox import publish
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Denied, RuleViolation
from tests.kitchen import models
from tests.kitchen.models import KIND, Ingredient, Recipe


class IngredientIsRetired(RuleViolation):
    code = "ingredient_is_retired"
    message = "This ingredient is retired. Choose another one."


@transaction.atomic
def add_ingredient(*, name, by):
    if not may_moderate(by):
        raise Denied
    made = Ingredient.objects.create(name=name)
    publish(models.IngredientAdded(actor_id=by.pk, ingredient_id=made.pk))
    return made


@transaction.atomic
def edit_ingredient(*, ingredient, by, version=None, **changes):
    row = locked(ingredient)
    if not may_moderate(by):
        raise Denied
    check_version(row, version, now=row.name)
    if save_changes(row, changes):
        publish(models.IngredientEdited(actor_id=by.pk, ingredient_id=row.pk))
    return row


def retire_ingredient(*, ingredient, by):
    """Let no new recipe name this ingredient."""
    return edit_ingredient(ingredient=ingredient, by=by, is_retired=True)


def restore_ingredient(*, ingredient, by):
    return edit_ingredient(ingredient=ingredient, by=by, is_retired=False)


def start_recipe(*, ingredient, title, source, by):
    rates.consume("topic", by=by)
    audience = Audience.objects.get(pk=Audience.PUBLIC_ID)
    with transaction.atomic():
        thread = start_thread(kind=KIND, title=title, source=source, audience=audience, by=by)
        if locked(ingredient).is_retired:
            raise IngredientIsRetired
        recipe = Recipe.objects.create(thread=thread, ingredient=ingredient)
        publish(models.RecipeStarted(actor_id=by.pk, recipe_id=recipe.pk))
    return recipe
