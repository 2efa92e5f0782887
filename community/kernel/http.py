"""Pages: where a broken rule becomes something a person can read."""

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, pgettext
from django.views import csrf, defaults

from community.kernel.accepted import Accepted
from community.kernel.embeds import providers
from community.kernel.errors import Denied, RuleViolation, Stale, TooMany, is_away
from community.kernel.languages import Text
from community.kernel.problems import (
    AWAY,
    NOT_FOUND,
    SHORTLY,
    TOO_LARGE,
    UNREADABLE,
    WENT_WRONG,
    for_program,
    is_for_program,
    refusal,
)
from community.kernel.written import shown_when_refused

T = TypeVar("T")
View = Callable[..., HttpResponse]
Handler = Callable[[HttpRequest], HttpResponse]


# For pages that may ask neither the database nor the session: they know nobody.
OFFLINE = {"offline": True, "signed_in": None}


def by_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    return "HX-Request" in request.headers


def submit(form: Form, action: Callable[..., T], **handed: object) -> T | None:
    """Call the action with the form's values. Refused: an error of the form, text kept."""
    if not form.is_valid():
        return None
    try:
        return action(**form.cleaned_data, **handed)
    except RuleViolation as error:
        form.refusal = error  # type: ignore[attr-defined]
        form.add_error(None, str(error))
        return None


def refused(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show the form again with everything that was typed, and say which kind of no it was."""
    refusal = getattr(context["form"], "refusal", None)
    status = _status(refusal) if refusal else 422
    return _wait(render(request, template, context, status=status), refusal)


def with_stored_version(form: Any) -> Any:
    """After another person's edit: what was typed stays, and is saved over it when sent again."""
    if isinstance(refusal := getattr(form, "refusal", None), Stale):
        form.data = {**form.data.dict(), "version": str(refusal.version)}
    return form


def form_page(
    request: HttpRequest,
    form: Form,
    action: Callable[..., Any],
    *,
    template: str,
    context: Mapping[str, Any] | None = None,
    **handed: object,
) -> HttpResponse:
    """A page with one form. POST calls the action with its values and `handed`, and leads to the
    row that it returns. Refused: the form again, with what was typed and the stored version."""
    if form.is_bound and (row := submit(form, action, by=request.user, **handed)) is not None:
        return redirect(row)
    show = refused if form.is_bound else render
    return show(request, template, {**(context or {}), "form": with_stored_version(form)})


def waits(request: HttpRequest, accepted: Accepted, onward: str) -> HttpResponse:
    """Tell on the next page that what was sent waits for approval, and where its author sees it."""
    told = format_html(
        '{} <a href="{}">{}</a>', accepted.message, accepted.url, gettext("Your pending posts")
    )
    messages.success(request, told)
    return redirect(onward)


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """The page of ours where the button was pressed."""
    here = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(here, {request.get_host()}, request.is_secure())
    is_itself = ours and urlsplit(here).path == request.path  # its own refusal, shown there
    return here if ours and not is_itself else otherwise


def button(view: View) -> View:
    """A view that only a member's button reaches: POST, or DELETE by htmx.

    A visitor who pressed it, whatever the method, signs in and comes back to the page.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(back(request))
        if request.method not in {"POST", "DELETE"}:
            return HttpResponseNotAllowed(["POST", "DELETE"])
        return view(request, *args, **kwargs)

    return wrapper


def takes_back(request: HttpRequest) -> bool:
    """Whether a button takes back what it did: DELETE, or POST with `undo` as forms can say it."""
    return request.method == "DELETE" or "undo" in request.POST


def offer_undo(request: HttpRequest, words: Text, url: str) -> None:
    """Tell on the next page what was done, with a button that takes it back."""
    undo = (
        '{} <button type="submit" form="act" formaction="{}" name="undo" value="1" class="btn s">'
        "{}</button>"
    )
    messages.success(request, format_html(undo, words, url, pgettext("verb", "Undo")))


class rule_violations:  # noqa: N801 - a middleware, named as the function that it acts like
    """A bare button was refused: say why where it was pressed (with 403/422/429 to htmx)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not is_for_program(request):
            response = _form_only(request, response["Allow"])
        return shown_when_refused(request, response)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_away(error):
            return unavailable(request)
        if not isinstance(error, RuleViolation):
            return None
        return for_program(request, **refusal(error)) or self._shown(request, error)

    @staticmethod
    def _shown(request: HttpRequest, error: RuleViolation) -> HttpResponse:
        if by_htmx(request):
            return _wait(HttpResponse(str(error), status=_status(error)), error)
        if isinstance(error, TooMany):
            page = render(request, "429.html", {"message": str(error)}, status=429)
            return _wait(page, error)
        if request.method in {"GET", "HEAD"}:  # going back could lead here again
            return render(request, "403.html", {"message": str(error)}, status=_status(error))
        messages.error(request, str(error))
        return redirect(back(request))


def _form_only(request: HttpRequest, allowed: str) -> HttpResponse:
    """A form's address was opened like a page, as after signing in or by loading a refusal again:
    a browser would show its own error, or nothing."""
    page = render(request, "405.html", status=405)
    page["Allow"] = allowed
    return page


def _status(error: RuleViolation) -> int:
    if isinstance(error, TooMany):
        return 429
    return 403 if isinstance(error, Denied) else 422


def _wait(response: HttpResponse, error: RuleViolation | None) -> HttpResponse:
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database is away: say so, without asking it for anything."""
    if answer := for_program(request, 503, "unavailable", AWAY, retry_after=SHORTLY):
        return answer
    response = render(request, "503.html", OFFLINE, status=503)
    response["Retry-After"] = str(SHORTLY)
    return response


def policy_with(*, form_action: str = "'self'") -> str:
    """The content policy of a page: nothing runs but our own files, framed are chosen players
    alone, forms lead to us, sockets may go to the live port."""
    port = settings.LIVE_URL.partition("/")[0]  # ":8001" beside us, "" behind a proxy
    sockets = f" ws://*{port} wss://*{port}" if port.startswith(":") else ""
    sources = {
        "default": "'none'",
        "script": "'self'",
        "style": "'self'",
        "img": "'self' https: data:",
        "media": "'self' https:",
        "frame": " ".join(f"https://{provider.host}" for provider in providers()) or "'none'",
        "font": "'self'",
        "connect": f"'self'{sockets}",
    }
    rules = [f"{name}-src {allowed}" for name, allowed in sources.items()]
    rest = [f"form-action {form_action}", "base-uri 'none'", "frame-ancestors 'none'"]
    return "; ".join([*rules, *rest])


def content_policy(get_response: Handler) -> Handler:
    """Middleware: every answer has a content policy, its own or that of all pages."""
    policy = policy_with()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort: what nobody foresaw, and a database that went away outside of a view."""
    if is_away(sys.exc_info()[1]):
        return unavailable(request)
    answer = for_program(request, 500, "internal_error", WENT_WRONG)
    return answer or render(request, "500.html", OFFLINE, status=500)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that nobody made."""
    answer = for_program(request, 404, "not_found", NOT_FOUND)
    return answer or defaults.page_not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What a view outside of the frameworks refuses."""
    answer = for_program(request, 403, Denied.code, Denied.message)
    return answer or defaults.permission_denied(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What the framework itself will not read."""
    if isinstance(exception, RequestDataTooBig):
        answer = for_program(request, 413, "too_large", TOO_LARGE)
    else:
        answer = for_program(request, 400, "bad_request", UNREADABLE)
    return answer or defaults.bad_request(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A session's request without the token that only our own pages know."""
    detail = gettext("Send the session's CSRF token as X-CSRFToken, or a token of your own.")
    answer = for_program(request, 403, "csrf", detail)
    return answer or csrf.csrf_failure(request, reason)
