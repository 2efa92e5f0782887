from django.urls import URLPattern, path

from feedback.trackers import views

urlpatterns: list[URLPattern] = [
    path("ideas/i/<str:slug>/<int:pk>/issues/", views.issues, name="issues"),
    path("ideas/links/<int:pk>/removal/", views.unlink, name="unlink"),
    path("feedback/hooks/<str:path_token>/", views.tracker_hook, name="tracker_hook"),
]
