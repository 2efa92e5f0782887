"""API operations of how other members sign in, for administrators."""

from typing import Any

from community.accounts.models import User
from community.accounts.people.operations import MEMBER
from community.accounts.policy import is_administrator
from community.accounts.security import actions
from community.accounts.security.recent_authentication import require_recent_authentication
from community.kernel.operations import Api
from community.kernel.operations.roles import ADMINISTRATORS


def remove_second_factor(*, member: User, by: User, request: Any) -> None:
    """Remove a member's two-factor authentication, for example after a lost phone. The member is
    notified. 403 `confirm_first` unless the caller confirmed their password recently."""
    require_recent_authentication(request)
    actions.remove_second_factor(member=member, by=by)


api = Api(
    "accounts",
    scope="admin",
    resources=[MEMBER],
    permission=is_administrator,
    allowed=ADMINISTRATORS,
)

api.mutation(
    "DELETE members/{member}/second-factor/", remove_second_factor, output=MEMBER, session_only=True
)
