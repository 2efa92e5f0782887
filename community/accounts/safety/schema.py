"""How safe my account is and where I am signed in, in GraphQL. Null for anybody else's."""

import graphene
from allauth.account.utils import has_verified_email
from allauth.usersessions.models import UserSession

from community.accounts.actions_signing_in import end_sessions
from community.accounts.second_factor import has_second_factor
from community.accounts.sessions import end_others, sessions_of
from community.kernel import scopes
from community.kernel.graphql import load, member, number, scoped


class SessionNode(graphene.ObjectType):
    """A browser in which a member is signed in."""

    class Meta:
        name = "Session"

    id = graphene.ID(required=True)
    browser = graphene.String(required=True)
    address = graphene.String(required=True)
    signed_in_at = graphene.DateTime(required=True)
    is_current = graphene.Boolean(required=True)


def _once(ids, viewer, *, of):
    """Asked once for a query, in however many places the viewer stands in it."""
    return {viewer.pk: of(viewer)}


def _mine(read):
    def resolve(root, info):
        viewer = info.context.user
        if not viewer.is_authenticated or root.pk != viewer.pk:
            return None
        scopes.need_session(info.context)
        return read(viewer, info)

    return resolve


class Safety:
    """Fields of a member that only the member sees, in a browser."""

    email_verified = graphene.Boolean(description="Null for anybody but oneself.")
    has_second_factor = graphene.Boolean(description="Null for anybody but oneself.")
    sessions = graphene.List(
        graphene.NonNull(SessionNode), description="Null for anybody but oneself."
    )

    resolve_email_verified = _mine(
        lambda viewer, info: load(viewer, _once, info, of=has_verified_email)
    )
    resolve_has_second_factor = _mine(
        lambda viewer, info: load(viewer, _once, info, of=has_second_factor)
    )
    resolve_sessions = _mine(
        lambda viewer, info: sessions_of(viewer, current=info.context.session.session_key)
    )


class EndSession(graphene.Mutation):
    """Sign out in one place."""

    class Arguments:
        id = graphene.ID(required=True)

    ended = graphene.Int(required=True)

    def mutate(root, info, id):
        by = member(info)
        row = UserSession.objects.get(pk=number(id), user=by)
        return EndSession(ended=end_sessions(sessions=[row], by=by))


class EndOtherSessions(graphene.Mutation):
    """Sign out everywhere but here."""

    sessions = graphene.List(graphene.NonNull(SessionNode), required=True)

    def mutate(root, info):
        by = member(info)
        end_others(info.context)
        by.refresh_from_db(fields=["session_epoch"])
        current = info.context.session.session_key
        return EndOtherSessions(sessions=sessions_of(by, current=current))


@scoped("")
class SafetyMutations:
    """Mixed into the mutations of accounts."""

    end_session = EndSession.Field(required=True)
    end_other_sessions = EndOtherSessions.Field(required=True)
