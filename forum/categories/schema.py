from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from graphene_django import DjangoObjectType

from community.accounts.models import User
from community.discussions.containers import policy
from community.discussions.models import TagGroup
from community.discussions.tags.schema import TagGroupNode
from community.kernel.batching import batch_load
from forum import loaders
from forum.models import Category


def groups_required(ids: Sequence[int], viewer: User) -> Mapping[int, list[TagGroup]]:
    """Of which tag groups a topic of each category must have a tag."""
    groups: dict[int, list[TagGroup]] = {pk: [] for pk in ids}
    entries: Any = Category.required_tag_groups.through.objects.filter(container_id__in=ids)
    for entry in entries.select_related("taggroup").order_by("taggroup__position", "taggroup_id"):
        groups[entry.container_id].append(entry.taggroup)
    return groups


class CategoryNode(DjangoObjectType):
    topics_count = graphene.Int(required=True, source="threads_count")
    posts_count = graphene.Int(required=True)
    parent = graphene.Field(
        lambda: CategoryNode, description="Null if there is none, or it is hidden."
    )
    icon = graphene.Int(required=True, description="The category's icon, 1 to 8.")
    hue = graphene.Int(required=True, description="The category's color, 1 to 8.")
    template = graphene.String(required=True, description="The topic template, in Markdown.")
    min_tags = graphene.Int(required=True, description="The minimum number of tags of a topic.")
    version = graphene.Int(required=True, description="For `editCategory`.")
    default_view = graphene.String(required=True, description="nested or flat.")
    required_tag_groups = graphene.List(
        graphene.NonNull(TagGroupNode),
        required=True,
        description="A topic needs a tag from each of these groups.",
    )
    permissions = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="What the viewer may do: read, start, reply, react, tag, solve, edit,"
        " moderate.",
    )

    class Meta:
        model = Category
        name = "Category"
        fields = [
            "id", "title", "slug", "description", "depth", "position", "has_solutions",
            "do_threads_need_approval", "do_replies_need_approval", "updated_at",
        ]  # fmt: skip

    def resolve_parent(category, info):
        return batch_load(category, loaders.categories_by_id, info, key="parent_id")

    def resolve_required_tag_groups(category, info):
        return batch_load(category, groups_required, info)

    def resolve_permissions(category, info):
        return policy.allowed_in(info.context.user, category)
