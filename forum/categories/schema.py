import graphene
from graphene_django import DjangoObjectType

from community.kernel.graphql import load
from forum import loaders, policy
from forum.models import Category


class CategoryNode(DjangoObjectType):
    parent = graphene.Field(lambda: CategoryNode, description="Null also where it is hidden.")
    default_view = graphene.String(required=True)
    permissions = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="What the caller may do."
    )

    class Meta:
        model = Category
        name = "Category"
        fields = [
            "id", "title", "slug", "description", "depth", "position", "blaze", "hue", "template",
            "has_solutions", "min_tags", "version", "topics_count", "posts_count",
        ]  # fmt: skip

    def resolve_parent(category, info):
        return load(category, loaders.categories_by_id, info, key="parent_id")

    def resolve_permissions(category, info):
        return policy.allowed_in(info.context.user, category)
