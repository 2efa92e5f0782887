from django.urls import path
from django.views.generic import RedirectView

from forum import views
from forum.lists import views as lists
from forum.lists.orders import ORDERS

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
    path("c/<str:slug>/<int:pk>/", lists.category, name="category"),
    path("c/<str:slug>/<int:pk>/l/<str:order>/", lists.category, name="category_list"),
    path("t/<str:slug>/<int:pk>/", views.topic, name="topic"),
    path("t/<str:slug>/<int:pk>/<int:number>/", views.post, name="post"),
    path("posts/<int:pk>/acceptance/", views.acceptance, name="acceptance"),
]
