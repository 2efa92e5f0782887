import graphene
from graphene_django import DjangoObjectType

from community.discussions.containers import policy
from community.kernel.batching import batch_load
from community.kernel.operations.inputs import enum_of
from feedback.boards.queries import ideas_by_board, settings_by_board, statuses_by_board
from feedback.models import Board, Status

StatusCategory = enum_of(Status.Category, "IdeaStatusCategory")


class IdeaStatusNode(DjangoObjectType):
    category = graphene.Field(StatusCategory, required=True)
    name = graphene.String(required=True)
    position = graphene.Int(required=True)

    class Meta:
        model = Status
        name = "IdeaStatus"
        fields = ["id", "is_on_roadmap"]

    def resolve_category(status, info):
        return status.category

    def resolve_name(status, info):
        return status.label


class BoardNode(DjangoObjectType):
    url = graphene.String(required=True)
    ideas_count = graphene.Int(required=True)
    version = graphene.Int(required=True, description="For `editBoard`.")
    vote_limits = graphene.List(
        graphene.NonNull(graphene.Int),
        required=True,
        description="Votes of a member on the board by trust level, 0 to 4.",
    )
    max_weight = graphene.Int(required=True, description="The most votes of a member for one idea.")
    allows_downvotes = graphene.Boolean(required=True)
    accepts_bugs = graphene.Boolean(required=True)
    is_on_roadmap = graphene.Boolean(required=True)
    statuses = graphene.List(graphene.NonNull(IdeaStatusNode), required=True)
    permissions = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="What the viewer may do: read, start, reply, react, tag, solve, edit,"
        " moderate.",
    )

    class Meta:
        model = Board
        name = "Board"
        fields = [
            "id", "title", "slug", "description", "do_threads_need_approval",
            "do_replies_need_approval", "updated_at",
        ]  # fmt: skip

    def resolve_url(board, info):
        return board.get_absolute_url()

    def resolve_ideas_count(board, info):
        return batch_load(board, ideas_by_board, info)

    def resolve_vote_limits(board, info):
        settings = batch_load(board, settings_by_board, info)
        return [settings.limit_for(level) for level in range(5)]

    def resolve_max_weight(board, info):
        return batch_load(board, settings_by_board, info).max_weight

    def resolve_allows_downvotes(board, info):
        return batch_load(board, settings_by_board, info).allows_downvotes

    def resolve_accepts_bugs(board, info):
        return batch_load(board, settings_by_board, info).accepts_bugs

    def resolve_is_on_roadmap(board, info):
        return batch_load(board, settings_by_board, info).is_on_roadmap

    def resolve_statuses(board, info):
        return batch_load(board, statuses_by_board, info)

    def resolve_permissions(board, info):
        return policy.allowed_in(info.context.user, board)
