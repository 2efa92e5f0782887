"""Signing in, up and out: the library's own views, behind limits that hold without Redis."""

from collections.abc import Callable, Mapping
from functools import wraps

from allauth.account import views as allauth
from django.http import HttpRequest, HttpResponse

from community.accounts import rates
from community.accounts.actions import count_attempt
from community.kernel.requests import client_address
from community.kernel.text import fold

View = Callable[..., HttpResponse]


def limited(view: View, *, what: str, limits: Mapping[int, int], name: str = "") -> View:
    """Count posts to the view by the caller's address, by the member who is signed in, and,
    with more patience, by the name that is tried: a stranger must not lock its owner out."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST":
            count_attempt(key=f"{what}:{client_address(request)}", limits=limits)
            if request.user.is_authenticated:
                count_attempt(key=f"{what}:of:{request.user.pk}", limits=limits)
            if tried := fold(request.POST.get(name, "")).replace("\0", ""):
                count_attempt(key=f"{what}:as:{tried}", limits=rates.ONE_NAME)
        return view(request, *args, **kwargs)

    return wrapper


sign_in = limited(allauth.login, what="sign_in", limits=rates.SIGN_IN, name="login")
sign_up = limited(allauth.signup, what="sign_up", limits=rates.SIGN_UP)
reset = limited(allauth.password_reset, what="reset", limits=rates.RESET, name="email")
email = limited(allauth.email, what="email", limits=rates.RESET)
change_password = limited(allauth.password_change, what="password", limits=rates.SIGN_IN)
reauthenticate = limited(allauth.reauthenticate, what="password", limits=rates.SIGN_IN)
