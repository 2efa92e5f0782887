from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from community import api
from community.kernel import health
from community.kernel.graphql import View

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/v1/", include(api)),
    path("", include("community.kernel.documentation")),
    path("graphql/", View.as_view(), name="graphql"),
    path("live/", include("community.live.urls")),
    path("", include("community.accounts.urls")),
    path("", include("community.announcements.urls")),
    path("", include("community.discussions.urls")),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain; charset=utf-8"),
        name="robots",
    ),
    path("", include("forum.urls")),
]
handler400 = "community.kernel.http.bad_request"
handler403 = "community.kernel.http.forbidden"
handler404 = "community.kernel.http.not_found"
handler500 = "community.kernel.http.server_error"
