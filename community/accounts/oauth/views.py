"""The protocol's own pages and endpoints: asking the member, tokens, what this server can do."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.oauth2_backends import OAuthLibCore, get_oauthlib_core
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import add_params_to_uri
from oauthlib.oauth2.rfc6749 import errors

from community.accounts import rates
from community.accounts.http import MemberRequest
from community.accounts.models import App, AppAuthorization
from community.accounts.oauth import addresses
from community.accounts.security.actions_attempts import count_attempt
from community.kernel import scopes as known_scopes
from community.kernel.errors import TooMany
from community.kernel.http import policy_with
from community.kernel.requests import client_address

UNKNOWN = _("No active app has this client ID. It may have been deleted or disabled.")
ELSEWHERE = _("The redirect URI is not registered for this app.")
CHALLENGE = 'Basic realm="apps", charset="UTF-8"'
WRONG_WAYS = (
    errors.InvalidRedirectURIError,
    errors.MismatchingRedirectURIError,
    errors.MissingRedirectURIError,
)


@cache
def core() -> OAuthLibCore:
    """The library, set up once."""
    made: OAuthLibCore = get_oauthlib_core()
    return made


@never_cache
@login_required
def authorize(request: MemberRequest) -> HttpResponse:
    """Ask the member whether an app may act for them, and send them back with the answer.

    What is asked for is in the query string alone, and is checked again when the form is sent.
    """
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    try:
        scopes, asked = core().validate_authorization_request(request)
    except OAuthToolkitError as error:
        return _fault(request, error)
    except ValueError:  # an address that is no address
        return render(request, "oauth/fault.html", {"why": UNKNOWN}, status=400)
    if request.method == "POST":
        return _answered(request, scopes, asked)
    app = asked["request"].client
    if request.method == "GET" and _was_allowed(request, app, scopes, asked["redirect_uri"]):
        # Who has just signed in came here by a form of ours, which leads to us only.
        to = _allowed(request, scopes, asked)
        shown = {"to": to, "host": urlsplit(to).netloc}
        return render(request, "socialaccount/onward.html", shown)
    return _consent(request, app, scopes, asked["redirect_uri"])


def _was_allowed(request: MemberRequest, app: App, scopes: list[str], redirect: str) -> bool:
    """Whether nobody needs to be asked: all of it was allowed before, and it still holds.

    An app on a device is asked for each time, since another one may pass itself off as it there
    (RFC 8252, 8.6).
    """
    if "consent" in request.GET.get("prompt", "").split() or not addresses.is_assured(redirect):
        return False
    held = AppAuthorization.objects.visible_to(request.user).filter(app=app).first()
    return held is not None and held.covers(scopes)


def _consent(request: MemberRequest, app: App, scopes: list[str], redirect: str) -> HttpResponse:
    in_words = known_scopes.known()
    shown = {
        "app": app,
        "scopes": [in_words[scope] for scope in scopes],
        "to": addresses.shown(redirect),
        "is_assured": addresses.is_assured(redirect),
    }
    response = render(request, "oauth/consent.html", shown)
    policy = policy_with(form_action=f"'self' {addresses.form_targets(redirect)}")
    response["Content-Security-Policy"] = policy
    return response


def _answered(request: MemberRequest, scopes: list[str], asked: dict[str, Any]) -> HttpResponse:
    if request.POST.get("answer") == "allow":
        return _onward(_allowed(request, scopes, asked))
    try:
        core().create_authorization_response(request, scopes, asked, allow=False)
    except OAuthToolkitError as error:
        return _onward(_told(request, error, asked["redirect_uri"]))
    raise AssertionError("The library says no by an error.")


def _allowed(request: MemberRequest, scopes: list[str], asked: dict[str, Any]) -> str:
    """Where the app waits for its code."""
    to, *_ = core().create_authorization_response(request, scopes, asked, allow=True)
    return str(to)


def _onward(to: str) -> HttpResponse:
    return OAuth2ResponseRedirect(to, allowed_schemes=[urlsplit(to).scheme])


def _told(request: HttpRequest, error: OAuthToolkitError, redirect: str) -> str:
    """The app's own address with what went wrong, and who says so (RFC 9207)."""
    issuer = oauth2_settings.oauth2_authorization_server_issuer(request)
    error.oauthlib_error.response_mode = "query"  # there is no other, whatever was asked for
    to = error.oauthlib_error.in_uri(redirect)
    return str(add_params_to_uri(to, [("iss", issuer)]))


def _fault(request: HttpRequest, error: OAuthToolkitError) -> HttpResponse:
    """The request is invalid. Nobody is sent on without having been asked, and where the address
    is none of the app's, nobody is sent there at all."""
    problem = error.oauthlib_error
    shown: dict[str, Any] = {"problem": f"{problem.error}: {problem.description}"}
    if isinstance(error, FatalClientError):
        shown["why"] = ELSEWHERE if isinstance(problem, WRONG_WAYS) else UNKNOWN
    else:
        shown["back"] = _told(request, error, problem.redirect_uri)
        shown["to"] = addresses.shown(problem.redirect_uri)
    return render(request, "oauth/fault.html", shown, status=400)


@csrf_exempt
@require_POST
@never_cache
@sensitive_post_parameters("client_secret", "code", "code_verifier", "refresh_token")
def token(request: HttpRequest) -> HttpResponse:
    """A code or a refresh token becomes tokens."""
    return _limited(request, core().create_token_response)


@csrf_exempt
@require_POST
@never_cache
@sensitive_post_parameters("client_secret", "token")
def revoke(request: HttpRequest) -> HttpResponse:
    """An app gives a token back."""
    return _limited(request, core().create_revocation_response)


def _limited(request: HttpRequest, answer: Any) -> HttpResponse:
    """The library's answer, counted by address also while Redis is away.

    All of it is one transaction: of two who bring one code at once, the second sees the first.
    """
    try:
        count_attempt(key=f"oauth:{client_address(request)}", limits=rates.APP_TOKENS)
    except TooMany as error:
        body = {"error": "temporarily_unavailable", "error_description": str(error)}
        return JsonResponse(body, status=429, headers={"Retry-After": str(error.retry_after)})
    with transaction.atomic():
        _uri, headers, body, status = answer(request)
    told = {"Content-Type": "application/json", **headers}
    if status == 401:  # how apps prove who they are here; the library names how they come later
        told["WWW-Authenticate"] = CHALLENGE
    return HttpResponse(body or "", status=status, headers=told)


@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """What this server can do, for programs (RFC 8414)."""
    issuer = oauth2_settings.oauth2_authorization_server_issuer(request)
    proofs = ["client_secret_basic", "client_secret_post", "none"]
    told = {
        "issuer": issuer,
        "authorization_endpoint": issuer + reverse("oauth_authorize"),
        "token_endpoint": issuer + reverse("oauth_token"),
        "revocation_endpoint": issuer + reverse("oauth_revoke"),
        "scopes_supported": list(known_scopes.known()),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": proofs,
        "revocation_endpoint_auth_methods_supported": proofs,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }
    return JsonResponse(told, headers={"Access-Control-Allow-Origin": "*"})
