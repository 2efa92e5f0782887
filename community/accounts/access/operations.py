"""What members can do with their tokens, by a browser's session alone: no token makes another."""

from typing import Any

from community.accounts.access import actions
from community.accounts.access.again import need_recent_proof
from community.accounts.access.api import TokenIn, TokenOut
from community.accounts.access.models import Token
from community.accounts.access.schema import TokenNode
from community.accounts.models import User
from community.kernel.operations import Doors, Thing


def _own(viewer: Any) -> Any:
    return Token.objects.filter(member=viewer.pk)


def make_token(*, by: User, request: Any, **told: Any) -> Token:
    """Create an access token. Its secret is shown once. 403 `confirm_first` unless the caller
    confirmed their password recently."""
    need_recent_proof(request)
    token, secret = actions.make_token(member=by, by=by, **told)
    token.told_once = secret  # type: ignore[attr-defined]
    return token


TOKEN = Thing(name="token", model=Token, find=_own, out=TokenOut, node=TokenNode)

doors = Doors("security", scope="profile", things=[TOKEN])

doors.lists(
    "me/tokens/", TOKEN, by_session=True,
    says="The caller's access tokens.",
)  # fmt: skip
doors.does("POST me/tokens/", make_token, takes=TokenIn, gives=TOKEN, by_session=True)
doors.does("DELETE me/tokens/{token}/", actions.revoke_token, gives=TOKEN, by_session=True)

declared = (doors,)
