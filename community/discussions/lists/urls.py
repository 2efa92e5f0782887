"""The routes of a kind's lists and feeds."""

from django.urls import URLPattern, path

from community.discussions import feeds
from community.discussions.kinds import kind_named
from community.discussions.lists import views
from community.discussions.lists.orders import orders_of


def thread_list_urls(name: str) -> list[URLPattern]:
    """What a domain includes in its urls.py, under the namespace that its kind's `lists` name."""
    kind = {"kind": name}
    orders = [order for order in orders_of(kind_named(name)) if order != "latest"]
    return [
        path("", views.everything, kind, name="latest"),
        *(
            path(f"{order}/", views.everything, {**kind, "order": order}, name=f"list_{order}")
            for order in orders
        ),
        path("newer/", views.newer, kind, name="newer"),
        path("tag/<str:name>/", views.tag, kind, name="tag"),
        path("tag/<str:name>/l/<str:order>/", views.tag, kind, name="tag_list"),
        path("c/<str:slug>/<int:pk>/", views.container, kind, name="container"),
        path("c/<str:slug>/<int:pk>/l/<str:order>/", views.container, kind, name="container_list"),
        path("latest.atom", feeds.latest, kind, name="latest_feed"),
        path("c/<str:slug>/<int:pk>.atom", feeds.container, kind, name="container_feed"),
        path("tag/<str:name>.atom", feeds.tag, kind, name="tag_feed"),
        path("t/<str:slug>/<int:pk>.atom", feeds.thread, kind, name="thread_feed"),
    ]
