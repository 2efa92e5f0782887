"""Reputation and contribution kinds in GraphQL."""

import graphene

from community.accounts.people.queries import member_named
from community.accounts.people.schema import UserNode
from community.kernel import scopes
from community.kernel.batching import batch_load
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.graphql import member
from community.kernel.operations.inputs import enum_of
from community.kernel.shapes import SerializerNode, node_of
from experience.recognition.ledger import queries
from experience.recognition.ledger.api import (
    SUBJECT,
    ContributionKindOut,
    PointsOfKindOut,
    ReputationEntryOut,
)
from experience.recognition.models import ReputationEntry

ReputationCause = enum_of(ReputationEntry.Cause, "ReputationCause")
ContributionKindNode = node_of(ContributionKindOut, "ContributionKind")
PointsOfKindNode = node_of(PointsOfKindOut, "PointsOfKind")


def _shown(entry, info):
    return batch_load(entry, queries.subjects_shown, info, key=SUBJECT)


class ReputationEntryNode(SerializerNode):
    cause = graphene.Field(ReputationCause, required=True)
    subject = graphene.String(
        description="What it is for, such as `discussions.post:7`; null if that was deleted or the"
        " viewer may not see it."
    )
    title = graphene.String(description="Of the subject; null like that.")
    url = graphene.String(description="The subject's address on this site; null like that.")
    other = graphene.Field(UserNode, description="Whose act it came from; null if nobody's.")

    class Meta:
        serializer = ReputationEntryOut
        name = "ReputationEntry"

    def resolve_subject(entry, info):
        return str(entry.contribution.subject) if _shown(entry, info) else None

    def resolve_title(entry, info):
        shown = _shown(entry, info)
        return shown and shown.title

    def resolve_url(entry, info):
        shown = _shown(entry, info)
        return shown and shown.url

    def resolve_other(entry, info):
        return entry.contribution.other


_filters = {
    "rule": graphene.String(default_value="", description="Such as `forum.solution`."),
    "kind": graphene.String(default_value="", description="The slug of a contribution kind."),
}


class ReputationQueries(graphene.ObjectType):
    """Where points came from, and what they come to."""

    entries = ConnectionField(
        ReputationEntryNode,
        description="The viewer's own or, for moderators, a member's; the newest first.",
        member=graphene.String(description="A username; without it the viewer's own."),
        **_filters,
    )
    contributions = graphene.List(
        graphene.NonNull(PointsOfKindNode),
        description="A member's points by contribution kind, the most first.",
        member=graphene.String(required=True, description="A username."),
    )

    def resolve_entries(root, info, member=None, rule="", kind="", **asked):
        viewer = info.context.user
        whose = member_named(viewer, member) if member else _viewer(info)
        if whose.pk != viewer.pk:
            scopes.need(info.context, "moderation:read")
        rows = queries.entries_of(viewer, member=whose, rule=rule or "", kind=kind or "")
        return paginate(rows, ["-pk"], page_args(**asked))

    def resolve_contributions(root, info, member):
        return queries.points_by_kind(member_named(info.context.user, member))


def _viewer(info):
    return member(info)
