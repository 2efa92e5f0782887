"""The guide in experience/recognition/README.md, followed by tests/kitchen/standing.py: one file,
and the site finds the rest."""

import re

import pytest

from community.accounts.models import BadgeAward
from community.accounts.standing import registration
from community.accounts.standing.registration import Threshold
from community.discussions.actions import delete_thread
from experience.recognition.ledger.actions_rebuild import rebuild
from experience.recognition.models import ContributionKind, TrustRequirement
from experience.recognition.trust.actions_requirements import edit_trust_requirement
from experience.recognition.trust.queries import progress_of
from tests.factories import AdminFactory, UserFactory
from tests.handled import handled
from tests.kitchen.actions import add_ingredient, start_recipe

pytestmark = pytest.mark.django_db


@pytest.fixture
def cook():
    return UserFactory(trust_level=2)


@pytest.fixture
def soup(cook):
    leek = add_ingredient(name="Leek", by=AdminFactory())
    recipe = start_recipe(ingredient=leek, title="Leek soup", source="Boil it.", by=cook)
    handled()
    return recipe


def badges_of(member):
    awards = BadgeAward.objects.filter(member=member, revoked_at=None)
    return set(awards.values_list("badge", flat=True))


def required(member):
    return {one.measure.name: one for one in progress_of(member).requirements}


def test_a_rule_gives_points_that_are_explained(cook, soup, as_):
    cook.refresh_from_db()
    page = " ".join(as_(cook).get("/my/reputation/").content.decode().split())

    assert cook.reputation == 3
    assert 'Wrote <a href="' in page
    assert "Leek soup</a>" in page
    assert "Educational contributor" in page


def test_a_badge_follows_what_is_counted_and_goes_with_it(cook, soup, as_):
    assert "kitchen.first_recipe" in badges_of(cook)
    assert b"First Recipe" in as_().get("/badges/kitchen-first-recipe/").content

    delete_thread(thread=soup.thread, by=cook)
    handled()

    cook.refresh_from_db()
    assert (cook.reputation, "kitchen.first_recipe" in badges_of(cook)) == (0, False)


def test_the_log_counted_again_gives_the_same(cook, soup):
    rebuild()

    cook.refresh_from_db()
    assert cook.reputation == 3
    assert "kitchen.first_recipe" in badges_of(cook)


def test_a_trust_level_may_require_a_measure(cook, soup):
    offered = TrustRequirement.objects.get(level=3, measure="kitchen.recipes")
    assert "kitchen.recipes" not in required(cook)

    edit_trust_requirement(
        trust_requirement=offered, threshold=2, is_active=True, by=AdminFactory()
    )

    recipes = required(cook)["kitchen.recipes"]

    assert (recipes.value, recipes.needed, recipes.is_met) == (1, 2, False)


def test_what_apps_name_is_registered():
    """A name that is not known counts nothing, silently."""
    kinds = set(ContributionKind.objects.values_list("slug", flat=True))
    rules = registration.rules

    assert {rule.kind for rule in rules.values()} <= kinds | {""}
    of_badges = {one.rule for one in registration.badges() if isinstance(one, Threshold)}
    assert of_badges <= rules.keys()


def test_a_sentence_is_true_for_whoever_reads_it():
    """Members read it about themselves, and moderators about them."""
    for rule in registration.rules.values():
        assert not re.search(r"\b(you|your|my)\b", str(rule.sentence), re.IGNORECASE), rule.name
