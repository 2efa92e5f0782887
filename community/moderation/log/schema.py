"""The log in GraphQL."""

import graphene

from community.accounts.people.schema import UserNode
from community.kernel.batching import batch_load
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.shapes import SerializerNode
from community.moderation.log import policy, queries
from community.moderation.log.api import EntryOut
from community.moderation.log.loaders import shown_by_id


class EntryNode(SerializerNode):
    text = graphene.String(required=True, description="In words, in the viewer's language.")
    reason = graphene.String(required=True, description="As the member was told.")
    is_undoable = graphene.Boolean(required=True, description="By the viewer, now.")
    actor = graphene.Field(UserNode, description="Null if the site does not tell names.")
    member = graphene.Field(
        UserNode, description="Whom it concerns; null if the site does not tell names."
    )

    class Meta:
        serializer = EntryOut
        name = "ModerationLogEntry"

    def resolve_subject(entry, info):
        return queries.subject_for(info.context.user, entry)

    def resolve_text(entry, info):
        return batch_load(entry, shown_by_id, info).text

    def resolve_reason(entry, info):
        return batch_load(entry, shown_by_id, info).reason

    def resolve_is_undoable(entry, info):
        return batch_load(entry, shown_by_id, info).is_undoable

    def resolve_actor(entry, info):
        return entry.actor if policy.may_see_names(info.context.user) else None

    def resolve_member(entry, info):
        return entry.member if policy.may_see_names(info.context.user) else None


class LogQueries(graphene.ObjectType):
    """What moderators did, newest first."""

    entries = ConnectionField(
        EntryNode,
        action=graphene.String(description="Such as `moderation.ban`."),
        actor=graphene.String(description="The username of a moderator."),
        member=graphene.String(description="The username of whom it concerns."),
        subject=graphene.String(description="Such as `discussions.post:7`."),
    )

    def resolve_entries(root, info, first=None, last=None, after=None, before=None, **filters):
        rows = queries.entries_visible_to(info.context.user, **filters)
        return paginate(rows, ["-pk"], page_args(first, last, after, before))
