import graphene

from community.accounts.people.schema import UserNode, users_by_id
from community.kernel.batching import batch_load
from community.kernel.operations.inputs import enum_of
from community.kernel.scopes import need
from community.kernel.shapes import SerializerNode
from community.moderation.models import WordFilter
from community.moderation.screening.api import PendingPostOut, WordFilterOut
from community.moderation.screening.previews import tried

enum_of(WordFilter.Action, "WordFilterAction")


class WordFilterNode(SerializerNode):
    by = graphene.Field(UserNode, required=True)

    class Meta:
        serializer = WordFilterOut
        name = "WordFilter"
        omit = ["by_id"]

    def resolve_by(row, info):
        return batch_load(row, users_by_id, info, key="by_id")


class PendingPostNode(SerializerNode):
    class Meta:
        serializer = PendingPostOut
        name = "PendingPost"


class PieceNode(graphene.ObjectType):
    text = graphene.String(required=True)
    is_match = graphene.Boolean(required=True)

    class Meta:
        name = "WordFilterExcerptPiece"


class ExcerptNode(graphene.ObjectType):
    url = graphene.String(required=True)
    author = graphene.String(required=True)
    pieces = graphene.List(graphene.NonNull(PieceNode), required=True)

    class Meta:
        name = "WordFilterExcerpt"

    def resolve_url(excerpt, info):
        return excerpt.sample.url

    def resolve_author(excerpt, info):
        return excerpt.sample.author


class PreviewNode(graphene.ObjectType):
    """What a filter would have found among the last 1,000 posts that the viewer may see."""

    checked_count = graphene.Int(required=True, description="Posts that were looked at.")
    caught_count = graphene.Int(required=True)
    excerpts = graphene.List(
        graphene.NonNull(ExcerptNode), required=True, description="The newest, at most 20."
    )

    class Meta:
        name = "WordFilterPreview"


class ScreeningFields(graphene.ObjectType):
    """What can be read of word filters, beside the filters themselves."""

    word_filter_preview = graphene.Field(
        PreviewNode,
        description="Try out a word filter without saving it.",
        pattern=graphene.String(
            default_value="",
            description="Words, or a regular expression. Without it, nothing is found.",
        ),
        is_pattern=graphene.Boolean(default_value=False),
        is_case_sensitive=graphene.Boolean(default_value=False),
    )

    def resolve_word_filter_preview(root, info, **told):
        need(info.context, "moderation:read")
        return tried(info.context.user, **told)
