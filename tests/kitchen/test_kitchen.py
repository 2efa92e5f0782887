import pytest

from community.discussions.models import Thread
from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from tests.architecture.world import World
from tests.factories import ModeratorFactory, UserFactory
from tests.kitchen import actions
from tests.kitchen.models import Cookbook, Ingredient, Recipe

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def test_moderators_keep_ingredients_on_pages(world, as_):
    client = as_(ModeratorFactory())
    client.post("/ingredients/", {"name": "Leak"})
    row = Ingredient.objects.get()
    page = f"/ingredients/{row.pk}/"

    assert client.post(page, {"name": "Leek", "version": 1}).status_code == 302
    assert client.post(page, {"name": "Lack", "version": 1}).status_code == 422
    client.post(f"{page}retirement/")

    row.refresh_from_db()
    assert (row.name, row.is_retired) == ("Leek", True)
    assert b"Restore" in client.get("/ingredients/").content


def test_an_old_version_and_a_member_change_nothing(world):
    row, member = world.get(Ingredient), UserFactory()
    before = EventRecord.objects.count()

    with pytest.raises(Stale):
        actions.edit_ingredient(ingredient=row, name="No", version=7, by=world.admin)
    with pytest.raises(Denied):
        actions.retire_ingredient(ingredient=row, by=member)
    assert EventRecord.objects.count() == before


def test_a_recipe_is_started_tagged_listed_and_approved(world, as_):
    form = {"title": "Soup", "source": "Boil.", "tags": "vegan"}
    at = {"cookbook": world.get(Cookbook).pk, "ingredient": world.get(Ingredient).pk}
    as_(world.owner).post("/recipes/new/", form | at)
    recipe, client = Recipe.objects.get(), as_(ModeratorFactory())

    actions.retire_ingredient(ingredient=world.get(Ingredient), by=world.admin)
    assert as_(world.owner).post("/recipes/new/", form | at).status_code == 422
    for page in ("/recipes/", "/recipes/tag/vegan/", "/recipes/latest.atom"):
        assert b"Soup" in client.get(page).content
    url = f"/recipes/{recipe.pk}/approval/"
    assert url in client.get(f"/posts/{recipe.thread.posts.get().pk}/").content.decode()
    for data, is_approved in (({}, True), ({"undo": "1"}, False)):
        client.post(url, data)
        assert Recipe.objects.get().is_approved is is_approved


def test_only_those_who_read_a_cookbook_may_start_a_recipe_in_it(world):
    closed = World(is_private=True, owner=world.owner, admin=world.admin)

    with pytest.raises(Denied):
        actions.start_recipe(
            cookbook=closed.get(Cookbook), ingredient=world.get(Ingredient), title="Soup",
            source="Boil.", by=UserFactory(),
        )  # fmt: skip
    assert not Thread.objects.exists()


def test_the_admin_adds_edits_and_retires(world, as_):
    client, admin = as_(world.admin), "/admin/kitchen/ingredient/"
    client.post(f"{admin}add/", {"name": "Leak"})
    row = Ingredient.objects.get()

    client.post(f"{admin}{row.pk}/change/", {"name": "Leek"})
    client.post(admin, {"action": "retire", "_selected_action": row.pk})

    row.refresh_from_db()
    assert (row.name, row.version, row.is_retired) == ("Leek", 3, True)
