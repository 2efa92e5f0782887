from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from community import api
from community.accounts.safety.api import MySession, MySessions
from community.kernel import health
from community.kernel.graphql import View

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("community.accounts.urls")),
    path("api/v1/", include("community.accounts.api_urls")),
    path("api/v1/me/sessions/", MySessions.as_view(), name="me-sessions"),
    path("api/v1/me/sessions/<int:pk>/", MySession.as_view(), name="me-session"),
    path("api/v1/", include(api)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("graphql/", View.as_view(), name="graphql"),
    path("live/", include("community.live.urls")),
    path("", include("community.accounts.people_urls")),
    path("", include("community.discussions.urls")),
    path("", include("forum.urls")),
]
handler400 = "community.kernel.http.bad_request"
handler403 = "community.kernel.http.forbidden"
handler404 = "community.kernel.http.not_found"
handler500 = "community.kernel.http.server_error"
