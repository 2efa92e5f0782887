"""What programs can read and do with ideas and bugs."""

from typing import Any

from community.accounts.models import User
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, MODERATORS, OWNER
from community.search import rates
from feedback.ideas import actions
from feedback.ideas.api import (
    IdeaBoardIn,
    IdeaFilter,
    IdeaIn,
    IdeaOut,
    IdeaStatusIn,
    IdeaUpdateIn,
    MergeIdeaIn,
    RankedFilter,
    SimilarIdeasIn,
    StatusChangeOut,
)
from feedback.ideas.queries import SORTS, ideas_for, narrowed, similar_ideas, with_heads
from feedback.ideas.schema import IdeaNode, IdeaQueries
from feedback.models import Board, Idea

enum_names: dict[str, Any] = {
    "IdeaKind": Idea.Kind,
    "IdeaSeverity": Idea.Severity,
    "IdeaSort": list(SORTS),
}


def _ideas(viewer: Any, **asked: str) -> Any:
    """Every idea, merged ones too; an unknown board or tag has none."""
    rows = with_heads(Idea.objects.visible_to(viewer))
    rows = narrowed(rows, viewer, board=asked.get("board"), tag=asked.get("tag"))
    if author := asked.get("author"):
        rows = rows.filter(thread__in=ideas_for(viewer, author=author).values("pk"))
    same = {name: asked[name] for name in ("category", "kind") if name in asked}
    return rows.filter(**same)


def ranked_ideas(viewer: Any, *, sort: str, limit: int, **asked: str) -> list[Idea]:
    """The first ideas of an order that are neither merged nor deleted."""
    return list(with_heads(ideas_for(viewer, sort=sort, **asked))[:limit])


def similar_to(viewer: Any, *, request: Any, q: str, board: str = "") -> list[Idea]:
    """At most 5 ideas like a new one, by its title. Private ideas of others are not among them."""
    rates.consume(request, rates.QUICK)
    of = Board.objects.visible_to(viewer).filter(slug=board).first() if board else None
    return [] if board and of is None else similar_ideas(viewer, q, of)


def status_changes(_viewer: Any, *, idea: Idea) -> Any:
    """The history of an idea's status, the oldest first."""
    return idea.status_changes.select_related("actor").order_by("pk")


def merge_idea(*, idea: Idea, into: Idea, by: User) -> Idea:
    """Merge an idea into another one, which gets its votes and followers. Comments are closed until
    the merge is undone."""
    return actions.merge_idea(source=idea, into=into, by=by)


def unmerge_idea(*, idea: Idea, by: User) -> Idea:
    """Undo a merge: the idea has its own votes again."""
    return actions.unmerge_idea(source=idea, by=by)


IDEA = Resource(
    name="idea", model=Idea, find=_ideas, out=IdeaOut, node=IdeaNode,
    updated="thread__updated_at", lock_target=lambda idea: idea.thread,
    description="The idea's id, which is also its thread's id.",
)  # fmt: skip

api = Api(
    "feedback",
    scope="feedback",
    resources=[IDEA],
    allowed=MODERATORS,
    queries=[IdeaQueries],
)
api.list("ideas/", IDEA, filters=IdeaFilter, description="Ideas and bugs, ordered by id.")
api.query(
    "ideas/ranked/", ranked_ideas, IdeaOut, many=True, filters=RankedFilter,
    name="list_ranked_ideas",
)  # fmt: skip
api.query(
    "ideas/similar/", similar_to, IdeaOut, many=True, filters=SimilarIdeasIn,
    name="list_similar_ideas", example={"q": "Show the dew point"},
)  # fmt: skip
api.mutation(
    "POST ideas/", actions.submit_idea, input=IdeaIn, output=IDEA, allowed=MEMBERS, may_wait=True,
    example={"title": "Show the dew point", "source": "It is not shown.", "board": 1},
)  # fmt: skip
at_idea = "ideas/{idea}"
api.retrieve(f"{at_idea}/")
api.mutation(
    f"PATCH {at_idea}/", actions.edit_idea, input=IdeaUpdateIn, output=IDEA,
    allowed=OWNER | MODERATORS, example={"title": "Show the dew point in the list"},
)  # fmt: skip
api.mutation(
    f"PUT {at_idea}/board/", actions.move_idea, input=IdeaBoardIn, output=IDEA,
    allowed=OWNER | MODERATORS, example={"board": 1},
)  # fmt: skip
api.query(
    f"{at_idea}/status-changes/", status_changes, StatusChangeOut, many=True,
    name="list_idea_status_changes",
)  # fmt: skip
api.mutation(
    f"PUT {at_idea}/status/", actions.change_status, input=IdeaStatusIn, output=IDEA,
    name="change_idea_status", example={"status": 1, "reason": "We look at it next."},
)  # fmt: skip
api.mutation(
    f"PUT {at_idea}/merge/", merge_idea, input=MergeIdeaIn, output=IDEA, example={"into": 7}
)
api.mutation(f"DELETE {at_idea}/merge/", unmerge_idea, output=IDEA)
api.button(f"{at_idea}/status/", actions.change_status, name="idea_status")
api.button(f"{at_idea}/merge/", merge_idea, undo=unmerge_idea, name="idea_merge")

declared: tuple[Api, ...] = (api,)
