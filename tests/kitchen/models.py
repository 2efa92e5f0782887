"""Ingredients, recipes, the cookbooks that recipes lie in; and the events of each."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.urls import reverse

from community.discussions.models import Container, Thread
from community.discussions.models.containers import OfKind
from community.events.event import Event

KIND = "kitchen.recipe"


class Cookbook(Container):
    KIND: ClassVar[str] = "kitchen.cookbook"
    objects: ClassVar[OfKind["Cookbook"]] = OfKind()

    class Meta:
        proxy = True


class Ingredient(models.Model):
    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    is_retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("kitchen:ingredients")


class RecipeQuerySet(models.QuerySet["Recipe"]):
    def visible_to(self, viewer):
        return self.filter(thread__in=Thread.objects.visible_to(viewer)).select_related("thread")


class Recipe(models.Model):
    thread = models.OneToOneField(Thread, models.PROTECT, primary_key=True, related_name="recipe")
    ingredient = models.ForeignKey(Ingredient, models.PROTECT, related_name="recipes")  # the main
    is_approved = models.BooleanField(default=False)
    objects = RecipeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"recipe {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("discussions:thread", args=[self.pk])


@dataclass(frozen=True, kw_only=True)
class IngredientAdded(Event):
    name = "kitchen.ingredient.added"
    ingredient_id: int


@dataclass(frozen=True, kw_only=True)
class IngredientEdited(Event):
    """Its name was changed, or it was retired or restored."""

    name = "kitchen.ingredient.edited"
    ingredient_id: int


@dataclass(frozen=True, kw_only=True)
class RecipeStarted(Event):
    name = "kitchen.recipe.started"
    recipe_id: int


@dataclass(frozen=True, kw_only=True)
class ApprovalChanged(Event):
    name = "kitchen.recipe.approval_changed"
    recipe_id: int
    is_approved: bool
