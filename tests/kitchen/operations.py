from community.discussions.kinds import kind_named
from community.discussions.lists.operations import add_lists
from community.kernel.examples import tag
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, MODERATORS
from tests.kitchen import actions
from tests.kitchen.models import KIND, Ingredient, Recipe
from tests.kitchen.schema import IngredientNode, IngredientShape, RecipeNode, RecipeShape

INGREDIENT = Resource(
    name="ingredient", model=Ingredient, find=lambda _viewer: Ingredient.objects.all(),
    out=IngredientShape.output(), node=IngredientNode,
)  # fmt: skip
RECIPE = Resource(
    name="recipe", model=Recipe, find=Recipe.objects.visible_to, out=RecipeShape.output(),
    node=RecipeNode, lock_target=lambda recipe: recipe.thread,
)  # fmt: skip
WRITTEN = {"input": IngredientShape.input(), "output": INGREDIENT, "example": {"name": "Leek"}}
SOUP = {"cookbook": 1, "ingredient": 1, "title": "Leek soup", "source": "Boil it."}

tag("kitchen", "Recipes and their ingredients.")
api = Api("kitchen", scope="community", resources=[INGREDIENT, RECIPE], allowed=MODERATORS)
api.list("ingredients/", INGREDIENT)
api.retrieve("ingredients/{ingredient}/")
api.mutation("POST ingredients/", actions.add_ingredient, **WRITTEN)
api.mutation("PATCH ingredients/{ingredient}/", actions.edit_ingredient, **WRITTEN)
at = "ingredients/{ingredient}/retirement/"
api.mutation(f"PUT {at}", actions.retire_ingredient, output=INGREDIENT)
api.mutation(f"DELETE {at}", actions.restore_ingredient, output=INGREDIENT)
api.button(at, actions.retire_ingredient, undo=actions.restore_ingredient)
api.retrieve("recipes/{recipe}/")
api.mutation(
    "POST recipes/", actions.start_recipe, input=RecipeShape.input(), output=RECIPE,
    allowed=MEMBERS, example=SOUP,
)  # fmt: skip
at = "recipes/{recipe}/approval/"
api.mutation(f"PUT {at}", actions.approve_recipe, output=RECIPE)
api.mutation(f"DELETE {at}", actions.withdraw_approval, output=RECIPE)
api.button(
    at, actions.approve_recipe, undo=actions.withdraw_approval, message="Recipe approved.",
    offers_undo=True,
)  # fmt: skip
add_lists(api, kind_named(KIND), RecipeShape.output(), owner="recipe")

declared = (api,)
