from django.urls import URLPattern, path

from experience.recognition.badges import views

urlpatterns: list[URLPattern] = [
    path("badges/", views.badges, name="badges"),
    path("badges/imported/<path:name>/", views.imported_badge, name="imported_badge"),
    path("badges/<slug:slug>/", views.badge, name="badge"),
]
