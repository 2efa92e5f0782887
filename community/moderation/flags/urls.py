from typing import Any

from django.urls import path

from community.moderation.flags import views

urlpatterns: list[Any] = [
    path("flag/<str:kind>/<int:pk>/", views.flag, name="flag"),
    path("flags/", views.own_flags, name="flags"),
]
