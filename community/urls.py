from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from community.accounts.safety.api import MySession, MySessions
from community.api import router
from community.discussions.api import MyMentions
from community.kernel import documentation, health
from community.kernel.graphql import View

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("community.accounts.urls")),
    path("api/v1/me/mentions/", MyMentions.as_view(), name="my_mentions"),
    path("api/v1/", include("community.accounts.api_urls")),
    path("api/v1/me/sessions/", MySessions.as_view(), name="me-sessions"),
    path("api/v1/me/sessions/<int:pk>/", MySession.as_view(), name="me-session"),
    path("api/v1/", include(router.urls)),
    path("developers/", documentation.developers, name="developers"),
    path("developers/<slug:name>/", documentation.guide, name="guide"),
    path("api/", RedirectView.as_view(pattern_name="developers")),
    path("api/docs/", documentation.swagger, name="swagger"),
    path("api/redoc/", documentation.redoc, name="redoc"),
    path("api/openapi.yaml", documentation.openapi, name="openapi"),
    path("api/openapi.json", documentation.openapi, name="openapi_json"),
    path("api/schema/", documentation.openapi, name="schema"),
    path("api/schema.graphql", documentation.graphql_sdl, name="graphql_sdl"),
    path("graphql/", View.as_view(), name="graphql"),
    path("live/", include("community.live.urls")),
    path("", include("community.accounts.people_urls")),
    path("", include("community.discussions.urls")),
    path("", include("forum.urls")),
]
handler500 = "community.kernel.http.server_error"
