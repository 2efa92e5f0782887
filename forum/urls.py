from django.urls import path
from django.views.generic import RedirectView

from forum import feeds, sitemaps, views
from forum.announcements import views as announcements

app_name = "forum"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("latest/", RedirectView.as_view(pattern_name="forum:latest", permanent=True)),
    path("new-topic/", views.start, name="start"),
    path("c/<str:slug>/<int:pk>/", views.category, name="category"),
    path("t/<str:slug>/<int:pk>/", views.topic, name="topic"),
    path("t/<str:slug>/<int:pk>/<int:number>/", views.post, name="post"),
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
