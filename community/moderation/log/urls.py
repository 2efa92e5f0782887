from typing import Any

from django.urls import path

from community.kernel.operations.pages import buttons
from community.moderation.log import operations, views

urlpatterns: list[Any] = [
    path("moderation/log/", views.log, name="log"),
    *buttons(*operations.declared),
]
