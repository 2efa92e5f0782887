from rest_framework import serializers

from community.discussions.kinds import kind_named
from community.discussions.lists.operations import add_lists
from community.discussions.lists.schema import lists_of
from community.kernel.examples import tag
from community.kernel.operations import Api, Resource, all_of
from community.kernel.operations.inputs import Chosen
from community.kernel.operations.roles import MEMBERS, MODERATORS
from community.kernel.shapes import Shape, node_of
from tests.kitchen import actions
from tests.kitchen.models import KIND, Ingredient, Recipe


class IngredientShape(Shape):
    class Meta:
        model = Ingredient
        fields = ["id", "version", "name", "is_retired"]
        read_only_fields = ["id", "version", "is_retired"]


class RecipeShape(Shape):
    id = serializers.IntegerField(source="pk", read_only=True)
    ingredient = Chosen(all_of(Ingredient), Ingredient)
    title = serializers.CharField(source="thread.title", max_length=200)
    source = serializers.CharField(write_only=True)

    class Meta:
        model = Recipe
        fields = ["id", "ingredient", "title", "source"]


INGREDIENT = Resource(
    name="ingredient", model=Ingredient, find=all_of(Ingredient), out=IngredientShape.output(),
    node=node_of(IngredientShape.output(), "Ingredient"),
)  # fmt: skip
RECIPE = Resource(
    name="recipe", model=Recipe, find=Recipe.objects.visible_to, out=RecipeShape.output(),
    node=node_of(RecipeShape.output(), "Recipe"), lock_target=lambda recipe: recipe.thread,
)  # fmt: skip
WRITTEN = {"input": IngredientShape.input(), "output": INGREDIENT, "example": {"name": "Leek"}}

tag("kitchen", "Recipes and their ingredients.")
recipe = kind_named(KIND)
api = Api(
    "kitchen", scope="community", resources=[INGREDIENT, RECIPE], allowed=MODERATORS,
    queries=[lists_of(recipe, RECIPE.node, owner="recipe")],
)  # fmt: skip
api.list("ingredients/", INGREDIENT)
api.retrieve("ingredients/{ingredient}/")
api.mutation("POST ingredients/", actions.add_ingredient, **WRITTEN)
api.mutation("PATCH ingredients/{ingredient}/", actions.edit_ingredient, **WRITTEN)
retirement = "ingredients/{ingredient}/retirement/"
api.mutation(f"PUT {retirement}", actions.retire_ingredient, output=INGREDIENT)
api.mutation(f"DELETE {retirement}", actions.restore_ingredient, output=INGREDIENT)
api.button(retirement, actions.retire_ingredient, undo=actions.restore_ingredient)
api.mutation(
    "POST recipes/", actions.start_recipe, input=RecipeShape.input(), output=RECIPE,
    allowed=MEMBERS, example={"ingredient": 1, "title": "Leek soup", "source": "Boil it."},
)  # fmt: skip
api.retrieve("recipes/{recipe}/")
add_lists(api, recipe, RecipeShape.output(), owner="recipe")

declared = (api,)
