"""What programs can read and do about priorities. All of it is for the boards' teams."""

from typing import Any

from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MODERATORS
from feedback.models import Assessment, Idea
from feedback.prioritising import actions, queries
from feedback.prioritising.api import (
    AssessmentIn,
    AssessmentOut,
    ImpactOut,
    PriorityIn,
    PriorityOut,
)
from feedback.prioritising.schema import IdeaPriorityNode, ImpactAssessmentNode, PriorityQueries


def _ideas(viewer: Any) -> Any:
    return Idea.objects.visible_to(viewer)


def _assessments(viewer: Any, *, idea: Idea) -> Any:
    """404 for whom the idea is hidden from, 403 for whoever is not of the team."""
    return queries.assessments_for(viewer, queries.managed_idea(viewer, idea))


def get_priority(viewer: Any, *, idea: Idea) -> Idea:
    """The RICE inputs and scores of an idea, and what its voters' organizations are worth."""
    return queries.managed_idea(viewer, idea)


def get_impact(viewer: Any, *, idea: Idea) -> Any:
    """What all assessments of an idea's impact come to: median and spread of each factor."""
    return queries.impact_of(queries.managed_idea(viewer, idea))


PRIORITY = Resource(
    name="idea", model=Idea, find=_ideas, out=PriorityOut, node=IdeaPriorityNode,
    description="The idea's id, which is also its thread's id.",
)  # fmt: skip
ASSESSMENT = Resource(
    name="assessment", model=Assessment, out=AssessmentOut, node=ImpactAssessmentNode
)

api = Api(
    "feedback", scope="feedback", resources=[PRIORITY, ASSESSMENT], allowed=MODERATORS,
    queries=[PriorityQueries],
)  # fmt: skip
api.query("ideas/{idea}/priority/", get_priority, PriorityOut, for_members=True, allowed=MODERATORS)
api.mutation(
    "PATCH ideas/{idea}/priority/", actions.set_priority, input=PriorityIn, output=PRIORITY,
    example={"reach": 400, "impact": 2, "confidence": 0.8, "effort": 1.5},
)  # fmt: skip
api.query("ideas/{idea}/impact/", get_impact, ImpactOut, for_members=True, allowed=MODERATORS)
api.list(
    "ideas/{idea}/assessments/", ASSESSMENT, _assessments, for_members=True, allowed=MODERATORS,
    description="The assessments of an idea's impact, the latest of each assessor.",
)  # fmt: skip
api.mutation(
    "PUT ideas/{idea}/assessment/", actions.assess_impact, input=AssessmentIn, output=ASSESSMENT,
    example={
        "factors": {
            "customer_value": 4, "revenue": 3, "strategic_fit": 5, "risk_reduction": 1, "urgency": 2
        },
        "note": "Asked for in every interview.",
    },
)  # fmt: skip

declared: tuple[Api, ...] = (api,)
enum_names: dict[str, Any] = {}
