from typing import Any

from django.urls import path

from community.moderation.sentiment import views

urlpatterns: list[Any] = [path("moderation/sentiment/", views.trend, name="sentiment")]
