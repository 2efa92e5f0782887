"""What recipes count for: the guide in experience/recognition/README.md, followed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import (
    Counted,
    Measure,
    Measured,
    Rule,
    Threshold,
    Tier,
    Told,
    reads,
    register,
)
from community.kernel.subjects import Subject
from tests.kitchen.models import KIND, Recipe, RecipeStarted

RECIPE = "kitchen.recipe"


def recipes_by_member(
    member_ids: Sequence[int], since: date | None, threshold: int
) -> Mapping[int, Measured]:
    """Of all these members in one query; whoever has none is there, too."""
    recipes = Recipe.objects.filter(thread__author__in=member_ids, thread__deleted_at=None)
    if since:
        recipes = recipes.filter(thread__created_at__date__gte=since)
    rows = recipes.order_by("thread__author").values_list("thread__author").annotate(Count("pk"))
    counted = dict(rows)
    return {pk: Measured(value=counted.get(pk, 0), needed=threshold) for pk in member_ids}


register(
    Rule(
        name=RECIPE, label=_("Recipe"), sentence=_("Wrote %(subject)s"), points=3,
        kind="education",
    ),
    Threshold(
        name="kitchen.first_recipe", label=_("First Recipe"), description=_("Write a recipe."),
        tier=Tier.BRONZE, position=990, rule=RECIPE,
    ),
    Measure(
        name="kitchen.recipes", label=_("Recipes"), measure=recipes_by_member, position=990
    ),
)  # fmt: skip


@reads(RecipeStarted)
def count_recipe(event: RecipeStarted) -> Iterable[Told]:
    """With its thread: if that is deleted or restored, discussions says so."""
    yield Counted(
        rule=RECIPE, member_id=event.actor_id, subject=Subject(KIND, event.recipe_id),
        thread_id=event.recipe_id,
    )  # fmt: skip
