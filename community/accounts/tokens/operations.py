"""What members can do with their tokens, by a browser's session alone: no token makes another."""

from typing import Any

from community.accounts.models import Token, User
from community.accounts.security.recent_authentication import require_recent_authentication
from community.accounts.tokens import actions
from community.accounts.tokens.api import TokenIn, TokenOut
from community.accounts.tokens.schema import TokenNode
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, OWNER


def _own(viewer: Any) -> Any:
    return Token.objects.filter(member=viewer.pk)


def make_token(*, by: User, request: Any, **told: Any) -> Token:
    """Create an access token. Its secret is shown once. 403 `confirm_first` unless the caller
    confirmed their password recently."""
    require_recent_authentication(request)
    token, secret = actions.make_token(member=by, by=by, **told)
    token.told_once = secret  # type: ignore[attr-defined]
    return token


TOKEN = Resource(name="token", model=Token, find=_own, out=TokenOut, node=TokenNode)

api = Api("security", scope="profile", resources=[TOKEN], allowed=MEMBERS)

api.list(
    "me/tokens/", TOKEN, session_only=True,
    description="The caller's access tokens.",
)  # fmt: skip
api.mutation(
    "POST me/tokens/",
    make_token,
    input=TokenIn,
    output=TOKEN,
    session_only=True,
    example={"name": "A bot", "scopes": ["forum:read"]},
)
api.mutation(
    "DELETE me/tokens/{token}/",
    actions.revoke_token,
    output=TOKEN,
    session_only=True,
    allowed=OWNER,
)
