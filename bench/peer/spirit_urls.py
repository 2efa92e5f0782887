"""The addresses of django-spirit, as its template has them, and an empty view."""

import spirit.urls
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(request: HttpRequest) -> HttpResponse:
    """The least that a request costs here."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [path("healthz", healthz), path("", include(spirit.urls))]
