"""A member's own notifications in GraphQL."""

from typing import Any

import graphene

from community.kernel import scopes
from community.kernel.connections import Connected, ConnectionField, page_args, paginate
from community.kernel.costs import counts_as
from community.kernel.graphql import member
from community.kernel.operations.inputs import enum_of
from community.kernel.shapes import SerializerNode, node_of
from community.notifications import queries
from community.notifications.api import CountOut, NotificationOut, PreferenceOut
from community.notifications.registration import Group

counts_as("Notifications.preferences", 30)


class NotificationNode(SerializerNode):
    class Meta:
        serializer = NotificationOut
        name = "Notification"


PreferenceNode = node_of(PreferenceOut, "NotificationPreference")
CountNode = node_of(CountOut, "NotificationCount")


class Notifications(graphene.ObjectType):
    """The viewer's own notifications."""

    notifications = ConnectionField(
        NotificationNode,
        description="The newest first. A page can have fewer nodes than were asked for: the viewer"
        " may not see all any more.",
        group=graphene.Argument(enum_of(Group, "NotificationGroup")),
        unread=graphene.Boolean(description="Only unread ones, or with false only read ones."),
    )
    count = graphene.Field(CountNode, required=True)
    preferences = graphene.List(
        graphene.NonNull(PreferenceNode),
        required=True,
        description="Where the viewer is notified of each type.",
    )

    def resolve_notifications(root, info, group=None, unread=None, **asked):
        viewer = member(info)
        rows = queries.notifications_of(viewer, group=group or "", unread=unread)
        return _visible(paginate(rows, ["-id"], page_args(**asked)), viewer)

    def resolve_count(root, info):
        return queries.unread_of(member(info))

    def resolve_preferences(root, info):
        return queries.matrix(member(info))


def _visible(part: Connected, viewer: Any) -> dict[str, Any]:
    """Those that the viewer may see. The cursors of the page are those of all rows, so that the
    next one begins where this one ends, whatever was left out."""
    nodes = queries.shown(part.nodes, viewer)
    cursors = dict(zip((row.pk for row in part.nodes), part.cursors, strict=True))
    edges = [{"node": node, "cursor": cursors[node.pk]} for node in nodes]
    return {"nodes": nodes, "edges": edges, "page_info": part.page_info}


class Query(graphene.ObjectType):
    notifications = graphene.Field(Notifications)

    def resolve_notifications(root, info):
        scopes.need(info.context, "notifications:read")
        return Notifications()
