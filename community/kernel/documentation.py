"""The pages for who writes programs: what there is, the schemas, and two ways to look through one.

Swagger UI and Redoc come with their package and are served as our own files; nothing is fetched
from elsewhere.
"""

import hashlib
import re
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from graphene_django.settings import graphene_settings

from community.kernel.http import policy_with
from community.kernel.markdown import render as html_of

GUIDES = {
    "quick-start": "Quick start",
    "overview": "What holds for all of it",
    "graphql": "GraphQL",
    "problems": "Every code of a no",
    "moving-in": "Bringing a community in",
    "events": "Events",
}
FILES = {"overview": "api"}
TO_FILE = re.compile(r"\]\(([\w.-]+)\)")


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    """Where everything for programs begins."""
    return render(request, "developers/index.html", {"guides": _guides()})


@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One of our own documents as a page."""
    if name not in _guides():
        raise Http404
    title, html = _page(name)
    return render(request, "developers/guide.html", {"title": title, "html": html})


@require_safe
def swagger(request: HttpRequest) -> HttpResponse:
    """Every operation of REST, to be tried out as whoever is signed in or by a token."""
    return render(request, "developers/swagger.html")


@require_safe
def redoc(request: HttpRequest) -> HttpResponse:
    """The same to be read. It writes styles of its own into the page and searches in a worker
    that it makes itself, which its page alone permits; scripts are our files here, too."""
    response = render(request, "developers/redoc.html")
    response["Content-Security-Policy"] = policy_with(
        style="'self' 'unsafe-inline'", worker="blob:", img="'self' data:"
    )
    return response


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The schema of REST, the same for everybody."""
    is_json = request.path.endswith(".json") or request.GET.get("format") == "json"
    kind = "application/json" if is_json else "application/yaml"
    return _unless_known(request, _openapi(as_json=is_json), kind)


@require_safe
def graphql_sdl(request: HttpRequest) -> HttpResponse:
    """The schema of GraphQL, also where asking it for itself is turned off."""
    return _unless_known(request, _graphql_sdl(), "text/plain; charset=utf-8")


def _guides() -> dict[str, str]:
    return {name: title for name, title in GUIDES.items() if _file(name).exists()}


def _file(name: str) -> Any:
    return settings.BASE_DIR / "docs" / f"{FILES.get(name, name)}.md"


@cache
def _page(name: str) -> tuple[str, str]:
    """Title and HTML of a document; what it links beside itself leads to where that is served."""
    heading, _, text = _file(name).read_text().partition("\n")
    linked = TO_FILE.sub(lambda link: f"]({_served(link[1])})", text)
    return heading.lstrip("# "), html_of(linked)


def _served(file: str) -> str:
    schemas = {"openapi.yaml": "openapi", "schema.graphql": "graphql_sdl"}
    if file in schemas:
        return reverse(schemas[file])
    files = {f"{FILES.get(name, name)}.md": name for name in _guides()}
    return reverse("guide", args=[files[file]]) if file in files else reverse("developers")


@cache
def _openapi(*, as_json: bool) -> bytes:
    renderer = OpenApiJsonRenderer() if as_json else OpenApiYamlRenderer()
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    rendered: bytes = renderer.render(schema, renderer_context={})
    return rendered


@cache
def _graphql_sdl() -> bytes:
    return str(graphene_settings.SCHEMA).encode()


def _unless_known(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    """It changes with a new version of the product only: who has it already is told so."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return cast("HttpResponse", get_conditional_response(request, etag, None, response))


urlpatterns = [
    path("developers/", developers, name="developers"),
    path("developers/<slug:name>/", guide, name="guide"),
    path("api/", RedirectView.as_view(pattern_name="developers")),
    path("api/docs/", swagger, name="swagger"),
    path("api/redoc/", redoc, name="redoc"),
    path("api/openapi.yaml", openapi, name="openapi"),
    path("api/openapi.json", openapi, name="openapi_json"),
    path("api/schema/", openapi, name="schema"),
    path("api/schema.graphql", graphql_sdl, name="graphql_sdl"),
]
