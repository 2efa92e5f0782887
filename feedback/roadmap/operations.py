"""What programs can read of the roadmap, and how they set when ideas are expected."""

from typing import Any

from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MODERATORS
from feedback.models import Idea, Status
from feedback.roadmap import actions
from feedback.roadmap.api import EtaIn, EtaOut, RoadmapIn, RoadmapOut
from feedback.roadmap.queries import columns_for
from feedback.roadmap.schema import EtaNode, RoadmapQueries


def _ideas(viewer: Any) -> Any:
    return Idea.objects.visible_to(viewer).select_related("thread")


def get_roadmap(viewer: Any, *, board: str | None = None, tag: str | None = None) -> dict[str, Any]:
    """The roadmap: what is planned, in progress, and was completed in the last 90 days. An unknown
    board or tag has nothing."""
    return {"columns": columns_for(viewer, board=board, tag=tag)}


IDEA_ETA = Resource(
    name="idea", model=Idea, find=_ideas, out=EtaOut, node=EtaNode, description="The idea's id."
)

api = Api(
    "feedback",
    scope="feedback",
    resources=[IDEA_ETA],
    allowed=MODERATORS,
    queries=[RoadmapQueries],
)
api.query("roadmap/", get_roadmap, RoadmapOut, filters=RoadmapIn)
api.mutation(
    "PUT ideas/{idea}/eta/",
    actions.set_eta,
    input=EtaIn,
    output=IDEA_ETA,
    example={"eta_date": "2027-07-01", "eta_precision": "quarter"},
)
api.mutation("DELETE ideas/{idea}/eta/", actions.clear_eta, output=IDEA_ETA)
api.button("ideas/{idea}/eta/", actions.set_eta, undo=actions.clear_eta)

declared = (api,)
enum_names: dict[str, Any] = {
    "IdeaEtaPrecision": Idea.Precision,
    "IdeaStatusCategory": Status.Category,
}
