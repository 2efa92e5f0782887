"""API operations of the caller's sessions, for browsers only."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.security import actions, sessions
from community.accounts.security.api import SessionOut
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, OWNER

SESSION = Resource(
    name="session", model=UserSession,
    find=lambda viewer: UserSession.objects.filter(user=viewer.pk),
)  # fmt: skip


def list_sessions(viewer: User, *, request: Any) -> list[sessions.SignedIn]:
    """The caller's sessions, the current one first."""
    return sessions.sessions_of(viewer, current=request.session.session_key)


def end_session(*, session: UserSession, by: User) -> None:
    """Sign out one session."""
    actions.end_sessions(sessions=[session], by=by)


def end_other_sessions(*, by: User, request: Any) -> None:
    """Sign out all other sessions."""
    sessions.end_others(request)


api = Api("accounts", scope="profile", resources=[SESSION], allowed=MEMBERS)

api.query("me/sessions/", list_sessions, SessionOut, many=True, session_only=True)
api.mutation("DELETE me/sessions/", end_other_sessions, session_only=True)
api.mutation("DELETE me/sessions/{session}/", end_session, session_only=True, allowed=OWNER)
api.button(
    "accounts/sessions/{session}/", end_session, name="usersession", then="usersessions_list",
    message=_("Session signed out."),
)  # fmt: skip
