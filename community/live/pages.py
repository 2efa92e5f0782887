"""Pages and fragments that many readers share, kept for as long as no bell has rung.

Everything here is for speed alone: without Redis each request renders for itself.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe
from django.utils.translation import get_language, get_language_bidi
from redis import Redis

from community.kernel.compression import accepts_gzip, as_accepted, packed
from community.kernel.problems import is_for_program
from community.kernel.requests import current_request_id
from community.kernel.store import ask_or
from community.live import bell

KEPT = 60  # seconds that a page is kept at most, should a ring be lost
BYTES = "latin-1"  # what is compressed, as a text: Redis is asked for texts only
WAIT = 0.5  # seconds that one who finds another rendering waits for it

Handler = Callable[[HttpRequest], HttpResponse]
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., HttpResponse])


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what every page needs. `signed_in` is evaluated where it is used."""

    def signed_in() -> Any:
        user = getattr(request, "user", None)
        return user if user is not None and user.is_authenticated else None

    return {
        "offline": False,
        "signed_in": signed_in,
        "LANGUAGE": get_language(),
        "DIRECTION": "rtl" if get_language_bidi() else "ltr",
        "SITE_NAME": settings.SITE_NAME,
        "LIVE_URL": settings.LIVE_URL,
        "request_id": current_request_id(),
    }


def shared(name: str, version: str, render: Callable[[], str]) -> str:
    """Return the fragment of that name at that version, rendered once for all its readers.

    `version` must have been read before the first query of what `render` shows. While one
    renders, others wait a moment for the result, so a popular page does not stampede.
    """
    if bell.UNKNOWN in version:
        return _everybodys(render)
    key = f"fragment:{name}:{get_language()}:{version}"
    found = ask_or(None, lambda redis: redis.get(key))
    if found is None and not ask_or(True, lambda redis: _lock(redis, key)):
        found = _awaited(key)
    if found is None:
        found = _everybodys(render)
        ask_or(None, lambda redis: redis.set(key, found, ex=KEPT * 10))
    return str(found)


def shared_rows(
    name: str, versions: Mapping[int, str], render: Callable[[list[int]], Mapping[int, str]]
) -> dict[int, str]:
    """Return the fragments of many rows, asked for at once; those that are missing are rendered
    together. Each is true for as long as its row is at its version."""
    keys = {pk: f"row:{name}:{pk}:{get_language()}:{version}" for pk, version in versions.items()}
    nothing: list[Any] = []
    kept = ask_or(nothing, lambda redis: redis.mget(keys.values())) if keys else nothing
    found = {pk: str(html) for pk, html in zip(keys, kept, strict=False) if html is not None}
    if missing := [pk for pk in keys if pk not in found]:
        fresh = _everybodys(partial(render, missing))
        ask_or(None, lambda redis: _keep(redis, {keys[pk]: fresh[pk] for pk in missing}))
        found |= fresh
    return found


def _keep(redis: Redis, fragments: Mapping[str, str]) -> None:
    with redis.pipeline(transaction=False) as pipe:
        for key, html in fragments.items():
            pipe.set(key, html, ex=KEPT * 10)
        pipe.execute()


def _everybodys(render: Callable[[], T]) -> T:
    """Render in UTC, whoever asked first: no reader's own zone is kept for the others."""
    with timezone.override(UTC):
        return render()


def _lock(redis: Redis, key: str) -> bool:
    return bool(redis.set(f"{key}:lock", 1, nx=True, ex=5))


def _awaited(key: str) -> Any:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        time.sleep(0.02)
        if (found := ask_or(None, lambda redis: redis.get(key))) is not None:
            return found
    return None


@dataclass(frozen=True)
class ForVisitors:
    covers: Callable[..., Iterable[str]]
    query: frozenset[str]
    seen: Callable[..., None] | None


def for_visitors(
    covers: Callable[..., Iterable[str]],
    *,
    query: Iterable[str] = (),
    seen: Callable[..., None] | None = None,
) -> Callable[[F], F]:
    """The view's page is the same for every visitor until one of the channels rings.

    `covers` gets the view's arguments and names the channels; `query` names the parameters
    that the page depends on: with any other parameter it is not kept. `seen` is called with
    the view's arguments when the page is served without asking the view.
    """

    def decorate(view: F) -> F:
        view.for_visitors = ForVisitors(covers, frozenset(query), seen)  # type: ignore[attr-defined]
        return view

    return decorate


class AnonymousPages:
    """Middleware: serves such pages from Redis, before the session and the database are asked.

    Any session, message or unknown cookie means that somebody is known here: rendered as usual.
    So does an Authorization header, whatever it is taken for further in.
    The versions in the key are read before the view's first query.
    """

    KNOWN_COOKIES = frozenset({settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with bell.answering():
            response = self._answer(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not is_for_program(request):
            # Whoever sits down at this browser next finds nothing of it by going back.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return _unless_known(request, response)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        view = _view_of(request) if self._is_nobodys(request) else None
        page: ForVisitors | None = getattr(view.func, "for_visitors", None) if view else None
        key = self._key(request, page, view) if page and view else None
        if key is None:
            return self.get_response(request)
        if kept := ask_or(None, lambda redis: redis.get(key)):
            if page and page.seen and view:
                page.seen(*view.args, **view.kwargs)
            headers, _, text = str(kept).partition("\n")
            about = {**json.loads(headers), "X-Cache": "hit"}
            return _compressed(request, text.encode(BYTES), about)
        response = self.get_response(request)
        if not self._may_be_kept(response):
            return response
        response.headers["Cache-Control"] = "private, no-cache"  # kept here and nowhere else
        body, about = packed(_tagged(response).content), dict(response.headers)
        whole = f"{json.dumps(about)}\n{body.decode(BYTES)}"
        ask_or(None, lambda redis: redis.set(key, whole, ex=KEPT))
        return _compressed(request, body, about) if accepts_gzip(request) else response

    @staticmethod
    def _may_be_kept(response: HttpResponse) -> bool:
        plain = response.status_code == 200 and not response.streaming and not response.cookies
        return plain and "no-store" not in response.get("Cache-Control", "")

    def _is_nobodys(self, request: HttpRequest) -> bool:
        if request.method != "GET" or "Authorization" in request.headers:
            return False
        return self.KNOWN_COOKIES.issuperset(request.COOKIES)

    def _key(self, request: HttpRequest, page: ForVisitors, view: ResolverMatch) -> str | None:
        if set(request.GET) - page.query:
            return None
        if any(isinstance(value, int) and value >= 2**63 for value in view.kwargs.values()):
            return None  # no row has such a number
        versions = bell.versions({*page.covers(*view.args, **view.kwargs), *bell.ON_EVERY_PAGE})
        if bell.UNKNOWN in versions.values():
            return None
        parts = [
            request.get_host(),
            request.path,
            sorted(request.GET.lists()),
            get_language(),
            "HX-Request" in request.headers,
            sorted(versions.items()),
        ]
        return "packed:" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _compressed(request: HttpRequest, body: bytes, headers: Mapping[str, str]) -> HttpResponse:
    """What is kept is compressed once, for all who read it."""
    return as_accepted(request, HttpResponse(body, headers=dict(headers)))


def _tagged(response: HttpResponse) -> HttpResponse:
    """With the ETag of what it says, compressed or not, where it says when it last changed."""
    if "Last-Modified" in response and "ETag" not in response:
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return response


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the reader has it already: for answers that say when they last changed."""
    if response.status_code != 200 or "Last-Modified" not in response or response.streaming:
        return response
    _tagged(response)
    changed = parse_http_date_safe(response["Last-Modified"])
    known = get_conditional_response(request, response["ETag"], changed, response)
    return cast("HttpResponse", known)


def _view_of(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None
