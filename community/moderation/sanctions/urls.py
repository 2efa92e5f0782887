from typing import Any

from django.urls import path

from community.kernel.operations.pages import buttons
from community.moderation.sanctions import operations, views

urlpatterns: list[Any] = [
    path("moderation/members/<str:username>/", views.member, name="member"),
    path("standing/", views.standing, name="standing"),
    path("standing/<int:pk>/", views.standing, name="own_appeal"),
    path("appeal/<str:token>/", views.appeal, name="appeal"),
    *buttons(operations.api),
]
