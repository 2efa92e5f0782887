from typing import Any

from django.urls import path

from community.kernel.operations.pages import buttons
from community.search.log import operations, views

urlpatterns: list[Any] = [
    path("search/queries/", views.search_queries, name="queries"),
    *buttons(*operations.declared),
]
