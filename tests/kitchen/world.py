from community.kernel.operations.roles import EVERYONE
from tests.architecture.world import makes
from tests.kitchen.actions import add_ingredient, start_recipe
from tests.kitchen.models import Ingredient, Recipe


@makes(Ingredient, visible_to=EVERYONE, after=["ingredients"])
def ingredient(world):
    return add_ingredient(name=f"Leek {world.number()}", by=world.admin)


@makes(Recipe, visible_to=EVERYONE)
def recipe(world):
    leek = world.get(Ingredient)
    return start_recipe(ingredient=leek, title="Soup", source="Boil it.", by=world.other)


def grow(world):
    ingredient(world)
    world.fill_lists(lambda: recipe(world).thread)
