"""Browsers that a member has signed in on before, known by a signed cookie for each account.

Strangers who try passwords for a name use up what unknown devices may try, and nothing of what a
known one may ("device cookies", OWASP; docs/decisions/0023-device-cookies.md).
"""

from secrets import token_urlsafe
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from community.accounts.models import User
from community.kernel.text import fold

PREFIX = "device_"
PATH = "/accounts/"  # the only pages that ask: all others are kept and sent without it
SALT = "community.accounts.devices"
AGE = 365 * 86400
MOST = 10  # accounts of one browser that are looked at


def remember(response: HttpResponse, member: User) -> None:
    """From now on this browser is known to belong to the member, who has just proved it."""
    told = {"member": member.pk, "proof": _proof(member), "device": token_urlsafe(12)}
    response.set_cookie(
        f"{PREFIX}{member.pk}",
        signing.dumps(told, salt=SALT),
        max_age=AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, *, name: str = "", member: User | None = None) -> str:
    """What to count this browser's tries by, if this member, or whoever is meant by the name,
    signed in on it before; else nothing."""
    cookies = [value for key, value in request.COOKIES.items() if key.startswith(PREFIX)]
    for cookie in cookies[:MOST]:
        told = _read(cookie)
        if not told or (member and told["member"] != member.pk):
            continue
        owner = member or User.objects.filter(pk=told["member"]).first()
        if not owner or not constant_time_compare(told["proof"], _proof(owner)):
            continue
        if member or _is_meant(owner, name):
            return f"{owner.pk}:{told['device']}"
    return ""


def _read(cookie: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = signing.loads(cookie, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return {}
    return told


def _proof(member: User) -> str:
    """Ends with the password and with the epoch of the sessions, as sessions themselves do."""
    return salted_hmac(SALT, member.get_session_auth_hash(), algorithm="sha256").hexdigest()[:32]


def _is_meant(member: User, name: str) -> bool:
    if "@" not in name:
        return fold(name) == member.folded_username
    email = name.strip().lower()
    return (
        member.email.lower() == email
        or EmailAddress.objects.filter(user=member, email=email).exists()
    )
