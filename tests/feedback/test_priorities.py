"""RICE and assessments of impact, which are for the boards' teams."""

from decimal import Decimal
from random import Random

import pytest

from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from feedback.models import Assessment, Idea
from feedback.prioritising.actions import (
    CONFIDENCES,
    IMPACTS,
    UnfitAssessment,
    UnfitPriority,
    assess_impact,
    set_priority,
)
from feedback.prioritising.api import ImpactFactorsIn
from feedback.prioritising.factors import FACTORS, NAMES
from feedback.prioritising.impact import score_in_sql
from feedback.prioritising.queries import assessments_for, impact_of
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db

ALL = {"reach": 400, "impact": 2, "confidence": 0.8, "effort": 1.5}


def rated(*values):
    return dict(zip(NAMES, values, strict=True))


def published():
    return EventRecord.objects.filter(name="feedback.idea.prioritised").count()


@pytest.fixture
def moderator():
    return ModeratorFactory()


def test_the_database_computes_rice_from_all_four(moderator):
    idea = make_idea()

    for name, value in list(ALL.items())[:3]:
        idea = set_priority(idea=idea, by=moderator, **{name: value})
        assert idea.rice is None
    idea = set_priority(idea=idea, by=moderator, effort=1.5)

    assert idea.rice == Decimal("426.6667")
    assert Idea.objects.get(rice__gt=426) == idea
    assert set_priority(idea=idea, by=moderator, effort=None).rice is None
    assert published() == 5


def test_the_same_again_changes_nothing(moderator):
    idea = set_priority(idea=make_idea(), by=moderator, **ALL)

    again = set_priority(idea=idea, by=moderator, **ALL)

    assert (again.version, published()) == (idea.version, 1)


def test_of_two_who_saw_the_same_the_second_is_refused(moderator):
    idea = make_idea()
    set_priority(idea=idea, by=moderator, version=idea.version, reach=1)

    with pytest.raises(Stale):
        set_priority(idea=idea, by=AdminFactory(), version=idea.version, reach=2)

    idea.refresh_from_db()
    assert idea.reach == 1


def test_other_inputs_are_refused(moderator):
    idea = make_idea()
    unfit = {
        "reach": [-1, 1.5, 2**31, "many", float("nan")],
        "impact": [0, 0.3, 4, -1],
        "confidence": [0, 0.9, 1.2, 80],
        "effort": [0, -1, 10_000, 0.001, float("inf")],
    }

    for name, values in unfit.items():
        for value in values:
            with pytest.raises(UnfitPriority):
                set_priority(idea=idea, by=moderator, **{name: value})
    assert published() == 0


def test_each_choice_can_be_stored(moderator):
    idea = make_idea()

    for impact in IMPACTS:
        for confidence in CONFIDENCES:
            set_priority(idea=idea, by=moderator, impact=float(impact), confidence=confidence)
            idea.refresh_from_db()
            assert (idea.impact, idea.confidence) == (impact, confidence)


def test_only_the_team_prioritises_and_reads_it(moderator):
    idea = make_idea()
    assess_impact(idea=idea, factors=rated(1, 1, 1, 1, 1), by=moderator)

    for by in (idea.thread.author, UserFactory(trust_level=4)):
        with pytest.raises(Denied):
            set_priority(idea=idea, by=by, reach=1)
        with pytest.raises(Denied):
            assess_impact(idea=idea, factors=rated(5, 5, 5, 5, 5), by=by)
        assert not assessments_for(by, idea).exists()
    assert assessments_for(moderator, idea).exists()


def test_the_latest_assessment_of_each_counts(moderator):
    idea = make_idea()
    assess_impact(idea=idea, factors=rated(0, 0, 0, 0, 0), by=moderator)
    told = {"factors": rated(4, 2, 1, 0, 5), "evidence_url": "https://a.example/x", "note": "So."}

    first = assess_impact(idea=idea, by=moderator, **told)
    again = assess_impact(idea=idea, by=moderator, **told)

    assert again.assessed_at == first.assessed_at
    [row] = Assessment.objects.all()
    assert (row.factors, row.note, row.assessor) == (told["factors"], "So.", moderator)
    assert published() == 2


def test_the_median_and_the_spread_of_several(moderator):
    idea = make_idea()
    assert impact_of(idea).score is None
    for values in ((5, 0, 2, 1, 3), (4, 0, 2, 1, 3), (1, 4, 2, 1, 3), (4, 5, 2, 1, 3)):
        assess_impact(idea=idea, factors=rated(*values), by=ModeratorFactory())

    impact = impact_of(idea)

    assert [one.median for one in impact.factors] == [4, 2, 2, 1, 3]
    assert [one.spread for one in impact.factors] == [4, 5, 0, 0, 0]
    assert impact.assessors_count == 4
    assert impact.score == pytest.approx((3 * 4 + 2 * 2 + 2 * 2 + 1 + 3) / 9)


def test_what_is_no_assessment_is_refused(moderator):
    idea, fit = make_idea(), rated(1, 1, 1, 1, 1)
    for told in (
        {"factors": {}}, {"factors": rated(6, 0, 0, 0, 0)}, {"factors": rated(-1, 0, 0, 0, 0)},
        {"factors": rated(True, 0, 0, 0, 0)}, {"factors": fit | {"luck": 1}},
        {"evidence_url": "javascript:alert(1)"}, {"evidence_url": "ftp://a.example/"},
        {"evidence_url": "https://a.example/" + "x" * 500}, {"note": "x" * 1001},
    ):  # fmt: skip
        with pytest.raises(UnfitAssessment):
            assess_impact(idea=idea, by=moderator, **{"factors": fit, **told})


def test_the_database_sorts_by_the_score_that_is_shown():
    idea, people, chance = make_idea(), [UserFactory() for _ in range(4)], Random(7)
    for count in (0, 1, 2, 3, 4, 3, 2):
        Assessment.objects.filter(idea=idea).delete()
        Assessment.objects.bulk_create(
            Assessment(
                idea=idea, assessor=one, factors=rated(*(chance.randint(0, 5) for _ in NAMES))
            )
            for one in people[:count]
        )

        [score] = Idea.objects.annotate(found=score_in_sql()).values_list("found", flat=True)

        shown = impact_of(idea).score
        assert score == (None if shown is None else pytest.approx(shown))


def test_every_factor_has_a_name_that_the_api_takes():
    assert tuple(ImpactFactorsIn().fields) == tuple(factor.name for factor in FACTORS) == NAMES


def test_what_programs_are_told(as_, moderator):
    idea = make_idea(board=make_board(title="Product", slug="product"))
    at, client = f"/api/v1/ideas/{idea.pk}", as_(moderator)

    set_ = client.patch(f"{at}/priority/", ALL, content_type="application/json")
    stale = client.patch(
        f"{at}/priority/", {"reach": 1}, content_type="application/json",
        headers={"If-Match": '"1"'},
    )  # fmt: skip
    assessed = client.put(
        f"{at}/assessment/", {"factors": rated(5, 5, 5, 5, 0)}, content_type="application/json"
    )
    listed = client.get(f"{at}/assessments/").json()["results"]
    impact = client.get(f"{at}/impact/").json()
    query = f'{{ feedback {{ priority(ideaId: "{idea.pk}") {{ rice version }} \
        impact(ideaId: "{idea.pk}") {{ score factors {{ name median }} }} \
        assessments(ideaId: "{idea.pk}") {{ nodes {{ assessor factors {{ urgency }} }} }} }} }}'
    graphql = client.post("/graphql/", {"query": query}, content_type="application/json").json()

    assert (set_.json()["rice"], set_.json()["version"]) == (426.6667, 2)
    assert stale.status_code == 412
    assert assessed.json()["score"] == pytest.approx(40 / 9)
    assert [row["assessor"] for row in listed] == [moderator.username]
    assert impact["factors"][0]["median"] == 5
    told = graphql["data"]["feedback"]
    assert told["priority"] == {"rice": 426.6667, "version": 2}
    assert told["assessments"]["nodes"][0]["factors"] == {"urgency": 0}
    member = as_(UserFactory())
    for path in ("priority", "impact", "assessments"):
        assert member.get(f"{at}/{path}/").status_code == 403
