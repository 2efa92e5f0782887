from django.urls import path

from community.widget import views

app_name = "widget"
urlpatterns = [
    path("widget/<str:site_key>.js", views.script, name="script"),
    path("widget/<str:site_key>/config/", views.config, name="config"),
    path("widget/<str:site_key>/session/", views.session, name="session"),
    path("widget/<str:site_key>/panels/<str:panel>/", views.panel, name="panel"),
    path("widget/<str:site_key>/panels/<str:panel>/similar/", views.similar, name="similar"),
    path(
        "widget/<str:site_key>/panels/<str:panel>/submission/", views.submission, name="submission"
    ),
    path(
        "widget/<str:site_key>/panels/<str:panel>/items/<int:item>/<str:action>/",
        views.action,
        name="action",
    ),
]
