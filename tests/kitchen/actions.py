"""Every way ingredients and recipes change. Moderators keep the ingredients."""

from django.db import transaction

from community.accounts import rates
from community.accounts.policy import may_moderate
from community.discussions.actions import start_thread
from community.discussions.containers.actions import set_tags
from community.discussions.containers.policy import may_start
from community.discussions.models import Thread
from community.discussions.policy import is_open_to_change
from community.discussions.policy import may_moderate as may_moderate_thread
from community.events.outbox import publish
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Denied, RuleViolation
from tests.kitchen import models
from tests.kitchen.models import KIND, Cookbook, Ingredient, Recipe


class IngredientIsRetired(RuleViolation):
    code = "ingredient_retired"
    message = "Recipes cannot name a retired ingredient."


def may_approve(person, thread):
    return is_open_to_change(thread) and may_moderate_thread(person, thread)


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
    """Retire an ingredient: new recipes cannot name it."""
    return edit_ingredient(ingredient=ingredient, by=by, is_retired=True)


def restore_ingredient(*, ingredient, by):
    return edit_ingredient(ingredient=ingredient, by=by, is_retired=False)


def start_recipe(*, cookbook, ingredient, title, source, by, tags=()):
    rates.consume("topic", by=by)
    with transaction.atomic():
        book = Cookbook.objects.held(cookbook.pk)
        if not may_start(by, book):
            raise Denied
        of = {"kind": KIND, "audience": book.audience, "container_id": book.pk}
        thread = start_thread(title=title, source=source, by=by, **of)
        set_tags(thread=thread, container=book, names=tags, by=by)
        if locked(ingredient).is_retired:
            raise IngredientIsRetired
        recipe = Recipe.objects.create(thread=thread, ingredient=ingredient)
        publish(models.RecipeStarted(actor_id=by.pk, recipe_id=recipe.pk))
    return recipe


@transaction.atomic
def approve_recipe(*, recipe, by, is_approved=True):
    thread, row = Thread.objects.locked().get(pk=recipe.pk), locked(recipe)
    if not may_approve(by, thread):
        raise Denied
    if save_changes(row, {"is_approved": is_approved}):
        publish(models.ApprovalChanged(actor_id=by.pk, recipe_id=row.pk, is_approved=is_approved))
    return row


def withdraw_approval(*, recipe, by):
    return approve_recipe(recipe=recipe, by=by, is_approved=False)
