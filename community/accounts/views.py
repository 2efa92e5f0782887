"""Signing in, up and out, and all that keeps an account safe: mostly the library's own views,
behind limits that hold without Redis."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as providers
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from requests import RequestException

from community.accounts import actions_signing_in as actions
from community.accounts import rates
from community.accounts.actions import count_attempt
from community.accounts.http import MemberRequest
from community.accounts.sessions import end_others, sessions_of
from community.kernel.http import button
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


def onward(view: View) -> View:
    """A form of ours leads to us only, as the content policy has it. So the way to a provider
    is a page that goes on by itself, with a link for who waits in vain."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        to = response.headers.get("Location", "")
        if request.method == "POST" and urlsplit(to).netloc not in {"", request.get_host()}:
            shown = {"to": to, "host": urlsplit(to).netloc}
            return render(request, "socialaccount/onward.html", shown)
        return response

    return wrapper


class _SecondStep(factors.AuthenticateView):  # type: ignore[misc]
    """Whose password was right is known here: codes are counted by member, too."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member = self.stage.login.user
        count_attempt(key=f"second_factor:of:{member.pk}", limits=rates.SECOND_FACTOR)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


class _Sent(allauth.EmailVerificationSentView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without a mail server, say where the letter lies instead."""
        in_files = settings.MAIL_TRANSPORT.endswith("filebased.EmailBackend")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"mail_folder": "mail" if in_files else ""}


def _email(request: HttpRequest) -> HttpResponse:
    """The library's page; which address is the main one is changed by an action of ours."""
    if request.method == "POST" and "action_primary" in request.POST:
        # It sends whoever is nobody to sign in itself.
        return _make_main(request)  # type: ignore[arg-type]
    answer: HttpResponse = allauth.email(request)
    return answer


@login_required
def _make_main(request: MemberRequest) -> HttpResponse:
    before = EmailAddress.objects.filter(user=request.user, primary=True).first()
    address = EmailAddress.objects.filter(
        user=request.user, email__iexact=request.POST.get("email", "").replace("\0", "")
    ).first()
    if address and (not before or before.pk != address.pk):
        actions.make_main_address(address=address, by=request.user)
        messages.success(request, "Mail goes to this address from now on.")
        if before:
            context = {"from_email": before.email, "to_email": address.email}
            get_adapter().send_notification_mail(
                "account/email/email_changed", request.user, context, email=before.email
            )
    return redirect("account_email")


sign_in = limited(allauth.login, what="sign_in", limits=rates.SIGN_IN, name="login")
sign_up = limited(allauth.signup, what="sign_up", limits=rates.SIGN_UP)
reset = limited(allauth.password_reset, what="reset", limits=rates.RESET, name="email")
new_password = limited(allauth.password_reset_from_key, what="reset_key", limits=rates.SIGN_IN)
email = limited(_email, what="email", limits=rates.RESET)
verification_sent = limited(_Sent.as_view(), what="email", limits=rates.RESET)
confirm_email = limited(allauth.confirm_email, what="confirm", limits=rates.SIGN_IN)
change_password = limited(allauth.password_change, what="password", limits=rates.SIGN_IN)
set_password = limited(allauth.password_set, what="password", limits=rates.SIGN_IN)
reauthenticate = limited(allauth.reauthenticate, what="password", limits=rates.SIGN_IN)


def _second(view: View) -> View:
    return limited(view, what="second_factor", limits=rates.SECOND_FACTOR)


second_step = _second(_SecondStep.as_view())
second_step_again = _second(factors.reauthenticate)
activate_totp = _second(totp.activate_totp)
deactivate_totp = _second(totp.deactivate_totp)
generate_codes = _second(recovery.generate_recovery_codes)
add_passkey = _second(passkeys.add_webauthn)
edit_passkey = _second(passkeys.edit_webauthn)
remove_passkey = _second(passkeys.remove_webauthn)
passkey_again = _second(passkeys.reauthenticate_webauthn)
sign_in_by_passkey = limited(passkeys.login_webauthn, what="sign_in", limits=rates.SIGN_IN)

provider_sign_up = limited(providers.signup, what="sign_up", limits=rates.SIGN_UP)
connections = limited(providers.connections, what="provider", limits=rates.SIGN_IN)


def answered(view: View) -> View:
    """A provider that does not answer is no fault of ours, and nothing has changed."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RequestException:
            return render(request, "socialaccount/authentication_error.html", status=502)

    return wrapper


def by_provider(view: View) -> View:
    """The way to a provider, for signing in or connecting."""
    return limited(onward(answered(view)), what="provider", limits=rates.SIGN_IN)


@login_required
def sessions(request: MemberRequest) -> HttpResponse:
    """Where the member is signed in; a POST or DELETE ends all but this one."""
    if request.method in {"POST", "DELETE"}:
        end_others(request)
        messages.success(request, "You are signed out everywhere else.")
        return redirect("usersessions_list")
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "POST", "DELETE"])
    found = sessions_of(request.user, current=request.session.session_key)
    return render(request, "usersessions/usersession_list.html", {"sessions": found})


@button
def session(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign out in one place."""
    row = get_object_or_404(UserSession, pk=pk, user=request.user)
    actions.end_sessions(sessions=[row], by=request.user)
    messages.success(request, "That session is ended.")
    return redirect("usersessions_list")
