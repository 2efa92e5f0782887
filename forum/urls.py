from django.urls import path
from django.views.generic import RedirectView

from forum import views, views_categories

app_name = "forum"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("latest/", RedirectView.as_view(pattern_name="forum:latest", permanent=True)),
    path("new-topic/", views.start, name="start"),
    path("c/<str:slug>/<int:pk>/", views.category, name="category"),
    path("categories/", views_categories.index, name="categories"),
    path("categories/new/", views_categories.new, name="category_new"),
    path("c/<str:slug>/<int:pk>/settings/", views_categories.settings, name="category_settings"),
    path(
        "c/<str:slug>/<int:pk>/permissions/",
        views_categories.permissions,
        name="category_permissions",
    ),
    path("c/<str:slug>/<int:pk>/removal/", views_categories.removal, name="category_removal"),
    path("t/<str:slug>/<int:pk>/", views.topic, name="topic"),
    path("t/<str:slug>/<int:pk>/<int:number>/", views.post, name="post"),
    path("posts/<int:pk>/acceptance/", views.acceptance, name="acceptance"),
]
