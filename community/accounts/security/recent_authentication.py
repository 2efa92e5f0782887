"""Changing a way to sign in requires a recent authentication, in pages and in the API.

django-allauth asks for passwords and second factors. Members with neither sign in again with a
connected account (signing_in/views.py); for the library alone, such a session never needs it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    STATE_SESSION_KEY,
    get_reauthentication_flows,
    is_reauthentication_required,
)
from allauth.core.internal.httpkit import serialize_request
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from community.kernel.errors import Denied
from community.kernel.languages import filled

View = Callable[..., HttpResponse]


class ConfirmFirst(Denied):
    code = "confirm_first"
    title = _("Identity confirmation required")
    message = filled(
        _("Confirm your identity at %(path)s first."), path="/accounts/reauthenticate/"
    )


def lacks_recent_authentication(request: Any) -> bool:
    """Whether the session's last proof of who uses it is older than some minutes."""
    if is_reauthentication_required(request, app="accounts"):
        return True
    return not get_reauthentication_flows(request.user) and not _signed_in_recently(request)


def _signed_in_recently(request: Any) -> bool:
    records = get_authentication_records(request, request.user)
    age: float = time.time() - records[-1]["at"] if records else float("inf")
    return bool(age < app_settings.REAUTHENTICATION_TIMEOUT)


def require_recent_authentication(request: Any) -> None:
    """Raises ConfirmFirst, if the session's last proof is older than some minutes."""
    if lacks_recent_authentication(request):
        raise ConfirmFirst


def recent_authentication_required(
    *, allow_get: bool = False, keeps_post: bool = True
) -> Callable[[View], View]:
    """A view of members that asks for a recent proof, and then goes on with what was sent.

    `allow_get`: the page itself may be looked at. `keeps_post`: not where passwords are sent,
    which a session must not hold.
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            looks = request.method in {"GET", "HEAD"}
            if not (looks and allow_get) and lacks_recent_authentication(request):
                return _ask_first(request, keeps_post=keeps_post)
            return view(request, *args, **kwargs)

        return wrapper

    return decorator


def _ask_first(request: HttpRequest, *, keeps_post: bool) -> HttpResponse:
    """To the page that asks. The library does the same, and loses what was sent to an address with
    a query."""
    here = request.get_full_path()
    if not request.user.is_authenticated:
        return redirect_to_login(here)
    if request.method == "POST" and keeps_post:
        request.session[STATE_SESSION_KEY] = {"request": serialize_request(request)}
        here = request.path
    ways = get_adapter().get_reauthentication_methods(request.user)
    return redirect(f"{ways[0]['url']}?{urlencode({'next': here})}")
