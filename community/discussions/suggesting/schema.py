"""Suggested containers in GraphQL."""

import graphene

from community.discussions.suggesting.api import SuggestedContainerOut
from community.discussions.suggesting.queries import suggested_container
from community.kernel import scopes
from community.kernel.graphql import member
from community.kernel.shapes import node_of

SuggestedContainerNode = node_of(SuggestedContainerOut, "SuggestedContainer")


class Suggestions(graphene.ObjectType):
    """What is suggested to whoever writes something."""

    container = graphene.Field(
        SuggestedContainerNode,
        kind=graphene.String(
            required=True, description="The kind of the new thread, such as `forum.topic`."
        ),
        title=graphene.String(required=True, description="The title, as far as it is written."),
        text=graphene.String(
            default_value="", description="The beginning of the text, in Markdown."
        ),
        description="The category or board that a new thread belongs in; null if none is likely.",
    )

    def resolve_container(root, info, kind, title, text=""):
        scopes.need(info.context, "community:read")
        return suggested_container(member(info), kind=kind, title=title, source=text or "")
