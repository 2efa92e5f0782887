"""Requests of the widget's script, from pages of other origins.

No cookie counts: neither a session nor a CSRF token is read, so nothing can be done in the name of
whoever is signed in to this site in the same browser. Only the site's own origins may read the
answers, and only they are answered.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation.trans_real import get_supported_language_variant
from django.views.decorators.csrf import csrf_exempt

from community.accounts.models import User
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import default, is_translated
from community.kernel.problems import NOT_FOUND, TOO_LARGE, UNREADABLE, problem, refusal
from community.kernel.requests import client_address
from community.widget import queries, rates
from community.widget.identity import Person, person_by_session
from community.widget.models import WidgetSite

P = ParamSpec("P")
MOST_BYTES = 100_000  # of a body: a description in the longest script, and some
POLICY = "default-src 'none'; frame-ancestors 'none'"


class OriginRefused(Denied):
    code = "widget_origin_refused"
    title = gettext_lazy("Origin not allowed")
    message = gettext_lazy("This site does not show the widget on pages of this origin.")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request of the widget on a page of the site."""

    request: HttpRequest
    site: WidgetSite
    person: Person | None  # whoever the site's server signed in
    viewer: User | AnonymousUser
    values: dict[str, Any]  # the body


View = Callable[Concatenate[Asked, P], dict[str, Any]]


def of_widget(
    method: str, *, counts: str = "read", keeps: int = 0
) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """A view of the script's requests, which returns JSON. `counts` names the rate limit, `keeps`
    is how many seconds browsers may keep the answer, which is then the same for everybody."""

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def wrapper(
            request: HttpRequest, site_key: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            request.user = AnonymousUser()
            with override(_language(request)):
                site = queries.active_site(site_key)
                if site is None:
                    return _bare(problem(404, "not_found", NOT_FOUND))
                origin = request.headers.get("Origin", "")
                if origin not in site.origins:
                    return _bare(problem(**refusal(OriginRefused())))
                if request.method == "OPTIONS":
                    return _readable(_preflight(method), origin)
                if request.method != method:
                    return _readable(HttpResponseNotAllowed([method]), origin)
                response = _answer(
                    request, site, counts, lambda asked: view(asked, *args, **kwargs)
                )
                if response.status_code == 200:
                    response["Cache-Control"] = f"public, max-age={keeps}" if keeps else "no-store"
                return _readable(response, origin)

        return wrapper

    return decorate


def _answer(
    request: HttpRequest,
    site: WidgetSite,
    counts: str,
    view: Callable[[Asked], dict[str, Any]],
) -> HttpResponse:
    """What the view says, or why it refuses: both are for the script to read."""
    try:
        rates.consume(counts, site_id=site.pk, address=client_address(request))
        if len(request.body) > MOST_BYTES:
            return problem(413, "too_large", TOO_LARGE)
        try:
            values = json.loads(request.body) if request.method == "POST" else {}
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            return problem(400, "bad_request", UNREADABLE)
        person = _person(request, site)
        viewer = queries.viewer_of(site, person)
        if viewer is None:
            raise Denied
        request.user = viewer
        told = view(Asked(request=request, site=site, person=person, viewer=viewer, values=values))
    except ObjectDoesNotExist:
        return problem(404, "not_found", NOT_FOUND)
    except RuleViolation as error:
        return problem(**refusal(error))
    return JsonResponse(told)


def _person(request: HttpRequest, site: WidgetSite) -> Person | None:
    scheme, _space, session = request.headers.get("Authorization", "").partition(" ")
    return person_by_session(site, session.strip()) if scheme.lower() == "bearer" else None


def _language(request: HttpRequest) -> str:
    """That of the page, which the script says, else the browser's."""
    try:
        asked = get_supported_language_variant(request.GET.get("lang", "")[:20])
    except LookupError:
        asked = ""
    return asked if is_translated(asked) else get_language() or default()


def _preflight(method: str) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = method
    response["Access-Control-Allow-Headers"] = "authorization, content-type"
    response["Access-Control-Max-Age"] = "7200"
    return response


def _readable(response: HttpResponse, origin: str) -> HttpResponse:
    """By pages of this origin. Without credentials: a browser sends no cookies, and shows no
    answer to a request that had some."""
    response["Access-Control-Allow-Origin"] = origin
    response["Access-Control-Expose-Headers"] = "Retry-After"
    return _bare(response)


def _bare(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = POLICY
    patch_vary_headers(response, ["Origin", "Accept-Language"])
    return response
