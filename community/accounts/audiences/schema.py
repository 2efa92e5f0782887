from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from graphene_django import DjangoObjectType

from community.accounts.models import Group, User
from community.accounts.policy import is_administrator
from community.kernel import scopes
from community.kernel.batching import batch_load, group
from community.kernel.costs import MOST_LISTED
from community.kernel.errors import Denied
from community.kernel.graphql import number


def members_by_group(
    ids: Sequence[int], viewer: User, *, first: int, after: int
) -> Mapping[int, list[User]]:
    """Who was put into each by hand, in the order in which they joined the community."""
    entries: Any = Group.members.through.objects.filter(group_id__in=ids, user_id__gt=after)
    place = Window(RowNumber(), partition_by=F("group_id"), order_by=F("user_id").asc())
    members: dict[int, list[User]] = {pk: [] for pk in ids}
    for entry in entries.annotate(place=place).filter(place__lte=first).select_related("user"):
        members[entry.group_id].append(entry.user)
    return {pk: sorted(those, key=lambda member: member.pk) for pk, those in members.items()}


class GroupNode(DjangoObjectType):
    rule = graphene.String(
        required=True,
        description="The rule that fills the group; empty if members are added by hand.",
    )
    trust_floor = graphene.Int(description="The trust level that members have at least.")
    members = graphene.List(
        graphene.NonNull("community.accounts.people.schema.UserNode"),
        first=graphene.Int(default_value=50, description=f"At most {MOST_LISTED}."),
        after=graphene.ID(description="The id of the last member that was read."),
        description="The members who were added by hand.",
    )

    class Meta:
        model = Group
        name = "Group"
        fields = ["id", "name", "slug", "updated_at"]

    def resolve_members(group, info, first, after=None):
        first = min(max(first or 0, 0), MOST_LISTED)
        after = 0 if after is None else number(after)
        return batch_load(group, members_by_group, info, first=first, after=after)


class GroupQuery:
    groups = graphene.List(graphene.NonNull(GroupNode), description="For staff only.")

    def resolve_groups(root, info):
        scopes.need(info.context, "admin:read")
        if not is_administrator(info.context.user):
            raise Denied
        return group(Group.objects.order_by("pk"))
