import pytest

from community.events.models import EventRecord
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.kitchen.actions import add_ingredient
from tests.kitchen.models import Ingredient, Recipe

pytestmark = pytest.mark.django_db


@pytest.fixture
def leek():
    return add_ingredient(name="Leak", by=AdminFactory())


def test_moderators_keep_ingredients_on_pages(leek, as_):
    client, page = as_(ModeratorFactory()), f"/ingredients/{leek.pk}/"

    assert client.post(page, {"name": "Leek", "version": 1}).status_code == 302
    stale = client.post(page, {"name": "Lack", "version": 1})
    client.post(f"{page}retirement/")

    leek.refresh_from_db()
    assert (leek.name, leek.is_retired, stale.status_code) == ("Leek", True, 422)
    assert b'name="version" value="2"' in stale.content
    assert b"Restore" in client.get("/ingredients/").content


def test_members_do_not(leek, as_):
    client, before = as_(UserFactory()), EventRecord.objects.count()

    assert client.post("/ingredients/", {"name": "Salt"}).status_code == 403

    assert (Ingredient.objects.count(), EventRecord.objects.count()) == (1, before)


def test_a_recipe_is_started_and_listed(leek, as_):
    form = {"ingredient": leek.pk, "title": "Soup", "source": "Boil."}
    as_(UserFactory()).post("/recipes/new/", form)

    for page in ("/recipes/", "/recipes/latest.atom", "/api/v1/recipes/latest/"):
        assert b"Soup" in as_().get(page).content
    as_(ModeratorFactory()).post(f"/ingredients/{leek.pk}/retirement/")
    assert as_(UserFactory()).post("/recipes/new/", form).status_code == 422
    assert Recipe.objects.count() == 1


def test_the_admin_does_all_of_it(leek, as_):
    client, at = as_(AdminFactory()), "/admin/kitchen/ingredient/"
    client.post(f"{at}{leek.pk}/change/", {"name": "Leek"})
    client.post(at, {"action": "retire", "_selected_action": leek.pk})
    client.post(at, {"action": "restore", "_selected_action": leek.pk})
    client.post(f"{at}add/", {"name": "Salt"})
    form = {"ingredient": leek.pk, "title": "Soup", "source": "Boil."}
    client.post("/admin/kitchen/recipe/add/", form)

    assert set(Ingredient.objects.values_list("name", "version")) == {("Leek", 4), ("Salt", 1)}
    assert Recipe.objects.get().thread.title == "Soup"
