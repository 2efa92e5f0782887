from django.urls import path
from django.views.generic import RedirectView

from community.discussions.lists.urls import thread_list_urls
from community.discussions.tags.views import suggestions
from community.kernel.operations.pages import buttons
from forum import operations, views
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
    *buttons(operations.topic_api),
]
