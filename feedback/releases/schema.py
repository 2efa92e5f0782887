"""Releases in GraphQL."""

import graphene

from community.kernel.batching import batch_load
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.costs import counts_as
from community.kernel.operations.inputs import enum_of
from community.kernel.shapes import SerializerNode
from feedback.models import ReleaseItem
from feedback.releases.api import ReleaseItemOut, ReleaseOut
from feedback.releases.queries import items_of_releases, published_releases

ReleaseGroup = enum_of(ReleaseItem.Group, "ReleaseItemGroup")


class ReleaseItemNode(SerializerNode):
    group = graphene.Field(ReleaseGroup, required=True)

    class Meta:
        serializer = ReleaseItemOut
        name = "ReleaseItem"
        omit = ["group"]


class ReleaseNode(SerializerNode):
    items = graphene.List(
        graphene.NonNull(ReleaseItemNode),
        required=True,
        description="New before improved before fixed.",
    )
    board_id = graphene.ID(description="The board whose ideas it lists; null: of all boards.")

    class Meta:
        serializer = ReleaseOut
        name = "Release"
        omit = ["items", "board"]

    def resolve_items(release, info):
        return batch_load(release, items_of_releases, info)


class ReleaseQueries(graphene.ObjectType):
    releases = ConnectionField(
        ReleaseNode,
        description="Published releases, newest first.",
        board=graphene.String(description="The slug of a board, for its releases only."),
    )

    def resolve_releases(root, info, board=None, **asked):
        rows = published_releases(info.context.user)
        if board is not None:
            rows = rows.filter(board__slug=board)
        return paginate(rows, ["-published_at", "-pk"], page_args(**asked))


counts_as("Release.items", 50)
