import graphene

from community.discussions.models import Tag, TagGroup
from community.discussions.tags import queries
from community.discussions.tags.api import TagGroupOut, TagOut
from community.kernel.batching import group
from community.kernel.shapes import SerializerNode
from community.kernel.text import fold, storable


class TagGroupNode(SerializerNode):
    class Meta:
        serializer = TagGroupOut
        name = "TagGroup"


class TagNode(SerializerNode):
    class Meta:
        serializer = TagOut
        name = "Tag"


class TagQueries(graphene.ObjectType):
    """What the forum tells of tags."""

    tags = graphene.List(
        graphene.NonNull(TagNode),
        required=True,
        starting_with=graphene.String(default_value="", description="At most ten."),
    )
    tag = graphene.Field(
        TagNode,
        args={"name": graphene.Argument(graphene.String, required=True)},
    )
    tag_groups = graphene.List(graphene.NonNull(TagGroupNode), required=True)

    def resolve_tags(self, info, starting_with):
        return group(queries.suggestions(info.context.user, (starting_with or "")[:60]))

    def resolve_tag(self, info, name):
        named = Tag.objects.get(folded_name=fold(storable(name)))
        return Tag.objects.listed_to(info.context.user).get(pk=named.synonym_of_id or named.pk)

    def resolve_tag_groups(self, info):
        return group(TagGroup.objects.order_by("position", "pk"))
