"""Ingredients, and recipes, which are threads; and their events."""

from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from community.discussions.models import ThreadOwner
from community.events.event import Event

KIND = "kitchen.recipe"


class Ingredient(models.Model):
    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    is_retired = models.BooleanField(default=False)  # new recipes do not name it

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("kitchen:ingredients")


class Recipe(ThreadOwner):
    ingredient = models.ForeignKey(Ingredient, models.PROTECT, related_name="recipes")

    def get_absolute_url(self) -> str:
        return reverse("discussions:thread", args=[self.pk])


@dataclass(frozen=True, kw_only=True)
class IngredientAdded(Event):
    name = "kitchen.ingredient.added"
    ingredient_id: int


@dataclass(frozen=True, kw_only=True)
class IngredientEdited(Event):
    name = "kitchen.ingredient.edited"
    ingredient_id: int


@dataclass(frozen=True, kw_only=True)
class RecipeStarted(Event):
    name = "kitchen.recipe.started"
    recipe_id: int
