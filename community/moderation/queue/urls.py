from typing import Any

from django.urls import path

from community.moderation.queue import views

urlpatterns: list[Any] = [
    path("moderation/", views.listed, name="queue"),
    path("moderation/newer/", views.newer, name="newer"),
    path("moderation/dashboard/", views.dashboard, name="dashboard"),
    path("moderation/items/<int:item>/", views.item_page, name="item"),
    path("moderation/items/<int:item>/decision/", views.decision, name="decision"),
    path("moderation/items/<int:item>/claim/", views.claim, name="claim"),
    path("moderation/items/<int:item>/notes/", views.notes, name="notes"),
    path("moderation/content/<str:kind>/<int:pk>/hiding/", views.hiding, name="hiding"),
]
