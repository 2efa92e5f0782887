"""The security of the viewer's account and its sessions, in GraphQL. Null for other members."""

import graphene
from allauth.account.utils import has_verified_email

from community.accounts.security.api import SessionOut
from community.accounts.security.second_factor import has_second_factor
from community.accounts.security.sessions import sessions_of
from community.kernel import scopes
from community.kernel.batching import batch_load
from community.kernel.shapes import SerializerNode


class SessionNode(SerializerNode):
    """A browser in which a member is signed in."""

    class Meta:
        serializer = SessionOut
        name = "Session"


def _once(ids, viewer, *, of, **told):
    """Read once per query, however often the viewer appears in it."""
    return {viewer.pk: of(viewer, **told)}


def _mine(read):
    def resolve(root, info):
        viewer = info.context.user
        if not viewer.is_authenticated or root.pk != viewer.pk:
            return None
        scopes.need_session(info.context)
        return read(viewer, info)

    return resolve


class Safety:
    """Fields of a member that only the member sees."""

    email_verified = graphene.Boolean(description="Null for other members.")
    has_second_factor = graphene.Boolean(description="Null for other members.")
    sessions = graphene.List(graphene.NonNull(SessionNode), description="Null for other members.")

    resolve_email_verified = _mine(
        lambda viewer, info: batch_load(viewer, _once, info, of=has_verified_email)
    )
    resolve_has_second_factor = _mine(
        lambda viewer, info: batch_load(viewer, _once, info, of=has_second_factor)
    )
    resolve_sessions = _mine(
        lambda viewer, info: batch_load(
            viewer, _once, info, of=sessions_of, current=info.context.session.session_key
        )
    )
