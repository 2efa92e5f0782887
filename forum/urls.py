from django.urls import path
from django.views.generic import RedirectView

from community.discussions.lists.urls import thread_list_urls
from community.discussions.tags.views import suggestions
from forum import views
from forum.announcements import views as announcements
from forum.categories import views as categories
from forum.models import KIND
from forum.tags import views as tag_views

app_name = "forum"
urlpatterns = [
    *thread_list_urls(KIND),
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
    path("t/<str:slug>/<int:pk>/", views.topic, name="topic"),
    path("t/<str:slug>/<int:pk>/edit/", views.edit, name="edit"),
    path("t/<str:slug>/<int:pk>/<int:number>/", views.post, name="post"),
    path("tags/", tag_views.tags, name="tags"),
    path("tags/suggestions/", suggestions, name="tag_suggestions"),
    path("t/<str:slug>/<int:pk>/print/", views.printed, name="print"),
    path("announcements/", announcements.listed, name="announcements"),
    path("announcements/<int:pk>/", announcements.edit, name="announcement"),
    path("announcements/<int:pk>/ending/", announcements.ending, name="announcement_ending"),
    path("posts/<int:pk>/acceptance/", views.acceptance, name="acceptance"),
]
