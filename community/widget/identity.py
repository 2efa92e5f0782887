"""Who somebody of another product is: the product's server says so in a signed token, which the
widget exchanges for a session that it keeps in memory."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

from community.kernel.errors import NotSignedIn
from community.kernel.text import is_blank, is_storable, one_line
from community.widget.models import WidgetSite
from community.widget.secrets import mark_of, secrets_of

WINDOW = 300  # seconds that a token is valid, and that clocks may differ
SESSION = 3600  # seconds
LONGEST_TOKEN, LONGEST_ID, LONGEST_NAME = 4000, 200, 100
SALT = "community.widget.session"


class IdentityInvalid(NotSignedIn):
    """No token of this site. Which part of it is wrong is nobody's business."""

    code = "widget_identity_invalid"
    title = _("Invalid identity token")
    message = _("The sign-in of this page is not valid.")


class IdentityExpired(NotSignedIn):
    """The token was valid, or the session: the page has to give a new one."""

    code = "widget_identity_expired"
    title = _("Identity token expired")
    message = _("Your sign-in has expired. Reload the page.")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the other product."""

    external_id: str
    name: str


def signed_token(secret: str, *, external_id: str, name: str, at: int) -> str:
    """What the product's server makes. The admin has recipes for it; tests make theirs with it."""
    said = json.dumps({"id": external_id, "name": name, "at": at}).encode()
    payload = base64.urlsafe_b64encode(said).decode().rstrip("=")
    return f"{payload}.{_signature(secret, payload)}"


def person_by_token(site: WidgetSite, token: str) -> tuple[Person, str]:
    """Who the token is of, and a session for them. Raises IdentityInvalid or IdentityExpired."""
    payload, _dot, signature = token.partition(".")
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise IdentityInvalid
    matching = [
        secret
        for secret in secrets_of(site)
        if hmac.compare_digest(_signature(secret, payload), signature)
    ]
    if not matching:
        raise IdentityInvalid
    person, at = _read(payload)
    if abs(time.time() - at) > WINDOW:
        raise IdentityExpired
    said = {"site": site.pk, "key": mark_of(matching[0]), "id": person.external_id}
    return person, signing.dumps({**said, "name": person.name}, salt=SALT)


def person_by_session(site: WidgetSite, session: str) -> Person:
    """Whose session it is. A secret that is no longer valid ends the sessions that it began.
    Raises IdentityInvalid or IdentityExpired."""
    try:
        said = signing.loads(session, salt=SALT, max_age=SESSION)
    except signing.SignatureExpired as error:
        raise IdentityExpired from error
    except signing.BadSignature as error:
        raise IdentityInvalid from error
    if said["site"] != site.pk or said["key"] not in map(mark_of, secrets_of(site)):
        raise IdentityInvalid
    return Person(external_id=said["id"], name=said["name"])


def _signature(secret: str, payload: str) -> str:
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


def _read(payload: str) -> tuple[Person, int]:
    """Of a payload that is signed: a product may still have written something else."""
    try:
        padded = payload + "=" * (-len(payload) % 4)
        said: Any = json.loads(base64.urlsafe_b64decode(padded))
        external_id, name, at = said["id"], said.get("name", ""), said["at"]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise IdentityInvalid from error
    is_time = type(at) is int and 0 < at < 2**53  # not true, and no number without an end
    if not (is_time and isinstance(external_id, str) and isinstance(name, str)):
        raise IdentityInvalid
    has_id = not is_blank(external_id) and len(external_id) <= LONGEST_ID
    if not (has_id and is_storable(external_id + name)):
        raise IdentityInvalid
    return Person(external_id=external_id, name=one_line(name)[:LONGEST_NAME]), at
