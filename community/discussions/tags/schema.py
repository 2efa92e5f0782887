import graphene
from graphene_django import DjangoObjectType

from community.discussions.models import Tag, TagGroup
from community.discussions.tags import queries
from community.kernel.batching import group
from community.kernel.text import fold, storable


class TagGroupNode(DjangoObjectType):
    class Meta:
        model = TagGroup
        name = "TagGroup"
        fields = ["id", "title", "position", "is_exclusive"]


class TagNode(DjangoObjectType):
    topics_count = graphene.Int(required=True, source="threads_count")
    url = graphene.String(required=True)
    group_id = graphene.ID()

    class Meta:
        model = Tag
        name = "Tag"
        fields = ["id", "name", "description", "updated_at"]

    def resolve_url(self, info):
        return self.get_absolute_url()


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
