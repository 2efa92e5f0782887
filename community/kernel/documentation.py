"""The pages for developers: guides, the schemas, and a page to browse and try the one of REST.

Swagger UI comes with its package and is served as our own files; nothing is fetched from elsewhere.
"""

import hashlib
from functools import cache
from operator import attrgetter
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from graphene_django.settings import graphene_settings

from community.kernel import guides
from community.kernel.export import origin
from community.kernel.guides import EXAMPLES
from community.kernel.languages import SOURCE
from community.kernel.problem_titles import title_of
from community.kernel.problem_types import problem_types
from community.kernel.text import in_english


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    """Where developers begin."""
    shown = {"guides": guides.titles(), "site": origin(request)}
    return render(request, "developers/index.html", shown)


@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One of our own documents as a page."""
    known = guides.titles()
    if name not in known:
        raise Http404
    found = guides.guide_of(name)
    shown = {"guide": found, "html": found.html_at(origin(request)), "guides": known}
    return render(request, "developers/guide.html", {**shown, "name": name})


@require_safe
def problem_type(request: HttpRequest, code: str) -> HttpResponse:
    """What an error code means and what to do: where `type` of a problem document leads."""
    meanings = [one for one in problem_types() if one.code == code]
    meanings.sort(key=attrgetter("is_graphql_only"))
    if not meanings:
        raise Http404
    shown = {"code": code, "title": in_english(title_of(code)), "meanings": meanings}
    return render(request, "developers/problem.html", {**shown, "guides": guides.titles()})


@require_safe
def swagger(request: HttpRequest) -> HttpResponse:
    """Every operation of REST, to be tried as the signed-in member or with a token."""
    return render(request, "developers/swagger.html")


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The schema of REST, the same for everybody, with examples of this site."""
    is_json = request.path.endswith(".json") or request.GET.get("format") == "json"
    kind = "application/json" if is_json else "application/yaml"
    body = _openapi(as_json=is_json).replace(EXAMPLES[0].encode(), origin(request).encode())
    return _unless_known(request, body, kind)


@require_safe
def graphql_sdl(request: HttpRequest) -> HttpResponse:
    """The schema of GraphQL, also where asking it for itself is turned off."""
    return _unless_known(request, _graphql_sdl(), "text/plain; charset=utf-8")


@cache
def _openapi(*, as_json: bool) -> bytes:
    renderer = OpenApiJsonRenderer() if as_json else OpenApiYamlRenderer()
    with override(SOURCE):  # the reference is in English, whoever asks first
        schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    rendered: bytes = renderer.render(schema, renderer_context={})
    return rendered


@cache
def _graphql_sdl() -> bytes:
    with override(SOURCE):
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
    path("developers/problems/<slug:code>/", problem_type, name="problem_type"),
    path("developers/<slug:name>/", guide, name="guide"),
    path("api/", RedirectView.as_view(pattern_name="developers")),
    path("api/docs/", swagger, name="swagger"),
    path("api/redoc/", RedirectView.as_view(pattern_name="swagger")),  # where Redoc was
    path("api/openapi.yaml", openapi, name="openapi"),
    path("api/openapi.json", openapi, name="openapi_json"),
    path("api/schema/", openapi, name="schema"),
    path("api/schema.graphql", graphql_sdl, name="graphql_sdl"),
]
