"""Signing in, up and out, and all that keeps an account safe: mostly the library's own views,
behind limits that hold without Redis."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import EmailAddress
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as providers
from allauth.socialaccount.models import SocialAccount
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from community.accounts import rates
from community.accounts.http import MemberRequest
from community.accounts.models import User
from community.accounts.security import actions, devices
from community.accounts.security.actions_attempts import count_attempt
from community.accounts.security.recent_authentication import (
    lacks_recent_authentication,
    recent_authentication_required,
)
from community.accounts.security.sessions import end_others, sessions_of
from community.kernel.requests import client_address

View = Callable[..., HttpResponse]


def limited(
    view: View, *, what: str, limits: Mapping[int, int], of_member: Mapping[int, int] | None = None
) -> View:
    """Count posts to the view by the caller's address, and by the member who is signed in. What is
    wrong among them is counted where it is checked: see guesses.py."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST":
            count_attempt(key=f"{what}:posts:{client_address(request)}", limits=limits)
            if request.user.is_authenticated:
                by_member = of_member or limits
                count_attempt(key=f"{what}:posts:of:{request.user.pk}", limits=by_member)
        return view(request, *args, **kwargs)

    return wrapper


def remembered(view: View) -> View:
    """The password or the sessions' epoch is changed: this browser goes on to be known."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        is_done = request.method == "POST" and response.status_code == 302
        if is_done and isinstance(request.user, User):
            devices.remember(response, request.user)
        return response

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


def welcomed(view: View) -> View:
    """Whom a confirmed address lets in is told so, before the page that they wanted to read."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        was_here = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if was_here or not request.user.is_authenticated or response.status_code != 302:
            return response
        to = response.headers["Location"]
        query = {} if to == settings.LOGIN_REDIRECT_URL else {"next": to}
        return redirect(reverse("welcome", query=query))

    return wrapper


@login_required
@require_safe
def welcome(request: MemberRequest) -> HttpResponse:
    """What a newcomer may do next. It says itself what the library left to be said."""
    list(messages.get_messages(request))
    to = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure())
    return render(request, "members/welcome.html", {"next": to if is_ours else ""})


class _NewPassword(allauth.PasswordResetFromKeyView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        """Who opened the link that we mailed is no stranger, however many of those there are."""
        response: HttpResponse = super().form_valid(form)
        devices.remember(response, self.reset_user)
        return response


@login_required
def _set_password(request: MemberRequest) -> HttpResponse:
    """For who has none. It must not lie in a session until somebody proves who they are: who is
    asked for that, types it again."""
    if request.user.has_usable_password():
        return redirect("account_change_password")
    answer: HttpResponse = recent_authentication_required(keeps_post=False)(
        remembered(allauth.password_set)
    )(request)
    return answer


class _ActivateTotp(totp.ActivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        """The code that was shown is used up with it. Of two at once, one is told that it is on."""
        try:
            with transaction.atomic():
                response: HttpResponse = super().form_valid(form)
                made = Authenticator.objects.get(user=form.user, type=Authenticator.Type.TOTP)
                if form.step is not None:
                    actions.take_step(authenticator=made, step=form.step)
        except IntegrityError:
            return redirect("mfa_index")
        return response


class _Sent(allauth.EmailVerificationSentView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without a mail server, say where the email is instead."""
        in_files = settings.MAIL_TRANSPORT.endswith("filebased.EmailBackend")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"mail_folder": "mail" if in_files else ""}


@login_required
@recent_authentication_required(allow_get=True)
def _email(request: MemberRequest) -> HttpResponse:
    """The library's page; which address is the main one is changed by an action of ours."""
    if request.method == "POST" and "action_primary" in request.POST:
        return _make_main(request)
    answer: HttpResponse = allauth.email(request)
    return answer


def _make_main(request: MemberRequest) -> HttpResponse:
    before = EmailAddress.objects.filter(user=request.user, primary=True).first()
    address = EmailAddress.objects.filter(
        user=request.user, email__iexact=request.POST.get("email", "").replace("\0", "")
    ).first()
    if address and (not before or before.pk != address.pk):
        actions.make_main_address(address=address, by=request.user)
        said = gettext("%(email)s is now your primary address.") % {"email": address.email}
        messages.success(request, said)
        if before:
            context = {"from_email": before.email, "to_email": address.email}
            get_adapter().send_notification_mail(
                "account/email/email_changed", request.user, context, email=before.email
            )
    return redirect("account_email")


def _posts(view: View, what: str) -> View:
    """A form with a secret, or one that leads to a provider."""
    return limited(view, what=what, limits=rates.POSTS)


sign_in = _posts(allauth.login, "sign_in")
sign_up = limited(allauth.signup, what="sign_up", limits=rates.SIGN_UP)
reset = limited(allauth.password_reset, what="reset", limits=rates.RESET)
new_password = _posts(_NewPassword.as_view(), "reset_key")
email = limited(_email, what="email", limits=rates.ADDRESSES, of_member=rates.RESET)
verification_sent = limited(_Sent.as_view(), what="email", limits=rates.ADDRESSES)
confirm_email = _posts(welcomed(allauth.confirm_email), "confirm")
change_password = _posts(remembered(allauth.password_change), "password")
set_password = _posts(_set_password, "password")
reauthenticate = _posts(allauth.reauthenticate, "password")


def _second(view: View) -> View:
    return _posts(view, "second_factor")


second_step = _second(factors.authenticate)
second_step_again = _second(factors.reauthenticate)
activate_totp = _second(recent_authentication_required(allow_get=True)(_ActivateTotp.as_view()))
deactivate_totp = _second(totp.deactivate_totp)
generate_codes = _second(recovery.generate_recovery_codes)
add_passkey = _second(recent_authentication_required(allow_get=True)(passkeys.add_webauthn))
edit_passkey = _second(passkeys.edit_webauthn)
remove_passkey = _second(passkeys.remove_webauthn)
passkey_again = _second(passkeys.reauthenticate_webauthn)
sign_in_by_passkey = _posts(passkeys.login_webauthn, "sign_in")

provider_sign_up = limited(providers.signup, what="sign_up", limits=rates.SIGN_UP)
connections = _posts(
    login_required(recent_authentication_required(allow_get=True)(providers.connections)),
    "provider",
)


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
    """The way to a provider, for signing in or connecting; that asks for a proof before."""
    go = onward(answered(view))
    connect = recent_authentication_required(allow_get=True)(go)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        process = get_request_param(request, "process")
        return (connect if process == "connect" else go)(request, *args, **kwargs)

    return _posts(wrapper, "provider")


@never_cache
@login_required
def prove_elsewhere(request: MemberRequest) -> HttpResponse:
    """Who has neither a password nor a second factor signs in again with an account elsewhere, and
    comes back here to continue."""
    if lacks_recent_authentication(request):
        theirs = SocialAccount.objects.filter(user=request.user).order_by("pk")
        shown = {"ways": [one.get_provider() for one in theirs], "here": request.get_full_path()}
        return render(request, "socialaccount/prove.html", shown)
    return resume_request(request) or redirect("settings")


@login_required
def sessions(request: MemberRequest) -> HttpResponse:
    """Where the member is signed in; a POST or DELETE ends all but this one."""
    if request.method in {"POST", "DELETE"}:
        member = end_others(request)
        messages.success(request, gettext("Signed out of all other sessions."))
        response = redirect("usersessions_list")
        devices.remember(response, member)
        return response
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "POST", "DELETE"])
    found = sessions_of(request.user, current=request.session.session_key)
    return render(request, "usersessions/usersession_list.html", {"sessions": found})


@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """Why somebody could not sign in: the account waits for approval, or is no longer in use."""
    context = {"needs_approval": settings.REGISTRATION == "approval"}
    return render(request, "account/account_inactive.html", context)
