"""What a program may do with the token that it holds: never more than its member, often less.

A scope is `domain:read` or `domain:write`. `write` includes `read`, and a domain can include
another one: `forum:write` includes `community:write`. Browser sessions and visitors have no scopes:
only their permissions count.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.kernel.errors import Denied
from community.kernel.languages import Text


class InsufficientScope(Denied):
    """The token does not have the scope that this needs."""

    code = "insufficient_scope"
    title = _("Insufficient scope")

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    @property
    def message(self) -> str:  # type: ignore[override]
        return gettext("The token needs the scope %(scope)s.") % {"scope": self.scope}


class SessionOnly(Denied):
    code = "session_only"
    title = _("Browser session required")
    message = _("Only a signed-in browser session can do this. Tokens are not accepted.")


@dataclass(frozen=True)
class Access:
    """The token that a request came with."""

    key: str  # names the token among all of them, for counting: "token:7"
    scopes: frozenset[str]

    def covers(self, scope: str) -> bool:
        """Whether one of the token's scopes is this scope or includes it."""
        domain, _, verb = scope.partition(":")
        domains = [domain, *(one for one, other in _included.items() if other == domain)]
        verbs = ("read", "write") if verb == "read" else (verb,)
        return any(f"{one}:{held}" in self.scopes for one in domains for held in verbs)


_known: dict[str, Text] = {}
_included: dict[str, str] = {}


def register(domain: str, *, read: Text, write: Text, includes: str = "") -> None:
    """Add the two scopes of a domain, described for the page where a member chooses.

    `includes` names another domain: a token for this one has the same access to that one.
    """
    _known[f"{domain}:read"] = read
    _known[f"{domain}:write"] = write
    if includes:
        _included[domain] = includes


def known() -> dict[str, Text]:
    """Every scope, with its description."""
    return dict(sorted(_known.items()))


def included() -> dict[str, str]:
    """The domains that include another one, with the domain that each includes."""
    return dict(sorted(_included.items()))


def access_of(request: Any) -> Access | None:
    """The token's access; None for a session and for a visitor."""
    access: Access | None = getattr(request, "access", None)
    return access


def need(request: Any, scope: str) -> None:
    """Raises InsufficientScope if the request came with a token that does not cover this scope."""
    access = access_of(request)
    if access is not None and not access.covers(scope):
        raise InsufficientScope(scope)


def need_session(request: Any) -> None:
    """Raises SessionOnly if the request came with a token."""
    if access_of(request) is not None:
        raise SessionOnly
