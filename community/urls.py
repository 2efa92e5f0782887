"""The addresses of the site. Each app's `urls.py` is discovered and starts at the root."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from community import api
from community.kernel import health, lazy
from community.kernel.discovery import modules
from community.kernel.graphql import View

admin.autodiscover()
lazy.load()

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/v1/", include(api)),
    path("", include("community.kernel.documentation")),
    path("", include("community.kernel.catalogue")),
    path("graphql/", View.as_view(), name="graphql"),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain; charset=utf-8"),
        name="robots",
    ),
    # From the lowest app to the highest: no domain hides an address of what it is built on.
    *(path("", include(module)) for module in reversed([*modules("urls")])),
]
handler400 = "community.kernel.http.bad_request"
handler403 = "community.kernel.http.forbidden"
handler404 = "community.kernel.http.not_found"
handler500 = "community.kernel.http.server_error"
