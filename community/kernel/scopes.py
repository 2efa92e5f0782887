"""What a program may do with the token that it holds: never more than its member, often less.

A scope is `domain:read` or `domain:write`; who may write may read. Browsers' sessions and
visitors have no scopes: they are measured by who they are alone.
"""

from dataclasses import dataclass
from typing import Any

from community.kernel.errors import Denied


class InsufficientScope(Denied):
    """The token does not have the scope that this needs."""

    code = "insufficient_scope"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    @property
    def message(self) -> str:  # type: ignore[override]
        return f"The token needs the scope {self.scope}."


class SessionOnly(Denied):
    code = "session_only"
    message = "Only a signed-in browser session can do this. Tokens are not accepted."


@dataclass(frozen=True)
class Access:
    """By what a request is allowed in, where it is by a token."""

    key: str  # names the token among all of them, for counting: "token:7"
    scopes: frozenset[str]

    def covers(self, scope: str) -> bool:
        domain, _, verb = scope.partition(":")
        return scope in self.scopes or (verb == "read" and f"{domain}:write" in self.scopes)


_known: dict[str, str] = {}


def register(domain: str, *, read: str, write: str) -> None:
    """An app tells which scopes there are, in words for the page where a member chooses."""
    _known[f"{domain}:read"] = read
    _known[f"{domain}:write"] = write


def known() -> dict[str, str]:
    """Every scope, and what it allows in words."""
    return dict(sorted(_known.items()))


def access_of(request: Any) -> Access | None:
    """The token's access; None for a session and for a visitor."""
    access: Access | None = getattr(request, "access", None)
    return access


def need(request: Any, scope: str) -> None:
    """Raises InsufficientScope, if a token asks that was not made for this."""
    access = access_of(request)
    if access is not None and not access.covers(scope):
        raise InsufficientScope(scope)


def need_session(request: Any) -> None:
    """Raises SessionOnly, if a token asks for what keeps an account safe: tokens, sessions."""
    if access_of(request) is not None:
        raise SessionOnly
