from community.discussions.actions import like_post, reply_to_thread
from community.discussions.containers.actions import create_container
from community.discussions.reading.actions import mark_read, watch_thread
from community.kernel.operations.roles import EVERYONE
from tests.architecture.world import makes
from tests.kitchen.actions import add_ingredient, start_recipe
from tests.kitchen.models import Cookbook, Ingredient, Recipe


@makes(Ingredient, visible_to=EVERYONE, after=["ingredients"])
def ingredient(world):
    return add_ingredient(name=f"Leek {world.number()}", by=world.admin)


@makes(Cookbook)
def cookbook(world):
    title, slug = f"Soups {world.word}", f"soups-{world.number()}"
    audience = world.audience
    return create_container(Cookbook, title=title, slug=slug, audience=audience, by=world.admin)


@makes(Recipe)
def recipe(world, by=None):
    at = {"cookbook": world.get(Cookbook), "ingredient": world.get(Ingredient)}
    text = {"title": f"Soup {world.word}", "source": f"Boil it. {world.word}"}
    return start_recipe(**at, **text, by=by or world.owner)


def grow(world):
    ingredient(world)
    recipe(world, by=world.other)
    thread = recipe(world, by=world.other).thread
    mark_read(thread=thread, upto=1, ms=0, by=world.owner)
    watch_thread(thread=thread, level=3, by=world.owner)
    reply_to_thread(thread=thread, source="More salt.", by=world.other)
    like_post(post=thread.posts.get(number=2), by=world.owner)
