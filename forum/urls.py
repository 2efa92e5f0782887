from django.urls import path
from django.views.generic import RedirectView

from community.discussions.tags.views import suggestions
from forum import feeds, sitemaps, views
from forum.announcements import views as announcements
from forum.categories import views as categories
from forum.lists import views as lists
from forum.lists.orders import ORDERS
from forum.tags import views as tag_views

app_name = "forum"
urlpatterns = [
    path("", lists.everything, name="latest"),
    *(
        path(f"{name}/", lists.everything, {"order": name}, name=f"list_{name}")
        for name in ORDERS
        if name != "latest"
    ),
    path("newer/", lists.newer, name="newer"),
    path("tag/<str:name>/", lists.tag, name="tag"),
    path("tag/<str:name>/l/<str:order>/", lists.tag, name="tag_list"),
    path("latest/", RedirectView.as_view(pattern_name="forum:latest", permanent=True)),
    path("new-topic/", views.start, name="start"),
    path("categories/", categories.index, name="categories"),
    path("categories/new/", categories.new, name="category_new"),
    path("c/<str:slug>/<int:pk>/settings/", categories.settings, name="category_settings"),
    path(
        "c/<str:slug>/<int:pk>/permissions/",
        categories.permissions,
        name="category_permissions",
    ),
    path("c/<str:slug>/<int:pk>/removal/", categories.removal, name="category_removal"),
    path("c/<str:slug>/<int:pk>/", lists.category, name="category"),
    path("c/<str:slug>/<int:pk>/l/<str:order>/", lists.category, name="category_list"),
    path("t/<str:slug>/<int:pk>/", views.topic, name="topic"),
    path("t/<str:slug>/<int:pk>/edit/", views.edit, name="edit"),
    path("t/<str:slug>/<int:pk>/<int:number>/", views.post, name="post"),
    path("tags/", tag_views.tags, name="tags"),
    path("tags/suggestions/", suggestions, name="tag_suggestions"),
    path("t/<str:slug>/<int:pk>/print/", views.printed, name="print"),
    path("t/<str:slug>/<int:pk>.atom", feeds.topic, name="topic_feed"),
    path("c/<str:slug>/<int:pk>.atom", feeds.category, name="category_feed"),
    path("tag/<str:name>.atom", feeds.tag, name="tag_feed"),
    path("u/<str:username>.atom", feeds.member, name="member_feed"),
    path("latest.atom", feeds.latest, name="latest_feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-places.xml", sitemaps.places, name="sitemap_places"),
    path("sitemap-topics-<int:shard>.xml", sitemaps.topics, name="sitemap_topics"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("announcements/", announcements.listed, name="announcements"),
    path("announcements/<int:pk>/", announcements.edit, name="announcement"),
    path("announcements/<int:pk>/ending/", announcements.ending, name="announcement_ending"),
    path("posts/<int:pk>/acceptance/", views.acceptance, name="acceptance"),
]
