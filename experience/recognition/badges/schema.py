"""Badges in GraphQL."""

import graphene

from community.accounts.people import queries as people
from community.accounts.people.schema import UserNode
from community.kernel.batching import batch_load
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.costs import counts_as
from community.kernel.shapes import SerializerNode
from experience.recognition.badges import queries
from experience.recognition.badges.api import FOR, FOR_URL, AwardOut, BadgeOut, MemberBadgeOut
from experience.recognition.badges.loaders import subjects_of_awards


class BadgeNode(SerializerNode):
    class Meta:
        serializer = BadgeOut
        name = "Badge"


class BadgeAwardNode(SerializerNode):
    member = graphene.Field(UserNode, required=True)
    awarded_for = graphene.String(required=True, description=FOR)
    awarded_for_url = graphene.String(required=True, description=FOR_URL)

    class Meta:
        serializer = AwardOut
        name = "BadgeAward"

    def resolve_awarded_for(award, info):
        shown = batch_load(award, subjects_of_awards, info)
        return shown.title if shown else ""

    def resolve_awarded_for_url(award, info):
        shown = batch_load(award, subjects_of_awards, info)
        return shown.url if shown else ""


class MemberBadgeNode(SerializerNode):
    class Meta:
        serializer = MemberBadgeOut
        name = "MemberBadge"


class BadgeQueries(graphene.ObjectType):
    """Badges, and who has them."""

    all = graphene.List(
        graphene.NonNull(BadgeNode), description="All badges that can be earned here."
    )
    awards = ConnectionField(
        BadgeAwardNode,
        description="Who was awarded a badge, newest first.",
        badge=graphene.String(required=True, description="Its name: `forum.helpful_hand`."),
    )
    of_member = graphene.List(
        graphene.NonNull(MemberBadgeNode),
        description="The badges of a member, highest first.",
        username=graphene.String(required=True),
    )

    def resolve_all(root, info):
        return queries.all_badges(info.context.user)

    def resolve_awards(root, info, badge, **asked):
        viewer = info.context.user
        rows = queries.awards_of_badge(viewer, badge=queries.badge_named(viewer, badge))
        return paginate(rows, ["-pk"], page_args(**asked))

    def resolve_of_member(root, info, username):
        viewer = info.context.user
        return queries.badges_of(people.member_named(viewer, username), viewer)


counts_as("BadgesQuery.all", 50)
counts_as("BadgesQuery.ofMember", 50)
