"""The sessions of a member, in two queries."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext

from community.accounts.http import MemberApiRequest, MemberRequest
from community.accounts.models import User
from community.accounts.security import actions

# The first that a browser says of itself counts: each claims to be the ones after it, too.
BROWSERS = [
    ("Edge", r"Edg"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser"),  # no translation: a name
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrome|CriOS"),
    ("Safari", r"Safari"),
]
SYSTEMS = [
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("Mac", r"Mac OS X|Macintosh"),  # no translation: a name
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
]


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """One browser in which a member is signed in."""

    row: UserSession
    is_current: bool

    @property
    def id(self) -> int:
        return int(self.row.pk)

    @property
    def browser(self) -> str:
        return browser(self.row.user_agent)

    @property
    def address(self) -> str:
        return str(self.row.ip)

    @property
    def signed_in_at(self) -> datetime:
        at: datetime = self.row.created_at
        return at


def sessions_of(member: User, *, current: str | None) -> list[SignedIn]:
    """Those that still hold, this one first, then the youngest first."""
    rows = list(UserSession.objects.filter(user=member).order_by("-created_at", "-pk"))
    kept = Session.objects.filter(expire_date__gt=timezone.now()).in_bulk(
        [row.session_key for row in rows]
    )
    found = [
        SignedIn(row=row, is_current=row.session_key == current)
        for row in rows
        if row.session_key in kept and _holds(kept[row.session_key], member)
    ]
    return sorted(found, key=lambda session: not session.is_current)


def end_others(request: MemberRequest | MemberApiRequest) -> User:
    """For every interface: all but the session of this request, which goes on to match."""
    kept = request.session
    member = actions.end_other_sessions(by=request.user, keep=kept.session_key or "")
    kept[HASH_SESSION_KEY] = member.get_session_auth_hash()
    return member


def _holds(session: Session, member: User) -> bool:
    """A new password or a suspension ends sessions without deleting them."""
    return bool(session.get_decoded().get(HASH_SESSION_KEY) == member.get_session_auth_hash())


def browser(user_agent: str) -> str:
    """What to call it: "Firefox on Linux"."""
    name, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if name and system:
        # Translators: "Firefox on Linux", a browser and a system.
        return gettext("%(browser)s on %(system)s") % {"browser": name, "system": system}
    if system:
        return gettext("Unknown browser on %(system)s") % {"system": system}
    return name or gettext("Unknown browser")


def _first(known: list[tuple[str, str]], user_agent: str) -> str:
    return next((name for name, sign in known if re.search(sign, user_agent)), "")
