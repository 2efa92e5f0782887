"""Boards themselves, and the feeds that `Lists` asks for."""

from django.urls import path

from community.discussions import feeds
from community.discussions.lists import views as lists
from feedback.boards import views
from feedback.models import KIND

kind = {"kind": KIND}
urlpatterns = [
    path("ideas/boards/", views.boards, name="boards"),
    path("ideas/boards/new/", views.new, name="board_new"),
    path("ideas/b/<str:slug>/<int:pk>/settings/", views.settings, name="board_settings"),
    path("ideas/b/<str:slug>/<int:pk>/statuses/", views.statuses, name="board_statuses"),
    path("ideas/b/<str:slug>/<int:pk>/permissions/", views.permissions, name="board_permissions"),
    path("ideas/b/<str:slug>/<int:pk>/removal/", views.removal, name="board_removal"),
    path("ideas/newer/", lists.newer, kind, name="newer"),
    path("ideas/latest.atom", feeds.latest, kind, name="latest_feed"),
    path("ideas/b/<str:slug>/<int:pk>.atom", feeds.container, kind, name="container_feed"),
    path("ideas/tag/<str:name>.atom", feeds.tag, kind, name="tag_feed"),
    path("ideas/i/<str:slug>/<int:pk>.atom", feeds.thread, kind, name="thread_feed"),
]
