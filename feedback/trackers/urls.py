from django.urls import URLPattern, path

from feedback.trackers import views

urlpatterns: list[URLPattern] = [
    path("feedback/hooks/<str:path_token>/", views.tracker_hook, name="tracker_hook"),
]
