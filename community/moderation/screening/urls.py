from typing import Any

from django.urls import path

from community.kernel.operations.pages import buttons
from community.moderation.screening import operations, views

urlpatterns: list[Any] = [
    path("moderation/filters/", views.filters, name="filters"),
    path("moderation/filters/new/", views.create, name="filter_new"),
    path("moderation/filters/<int:pk>/", views.edit, name="filter"),
    path("pending/", views.pending, name="pending"),
    *buttons(operations.api, operations.own_api),
]
