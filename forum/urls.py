from django.urls import path
from django.views.generic import RedirectView

from forum import views

app_name = "forum"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("latest/", RedirectView.as_view(pattern_name="forum:latest", permanent=True)),
    path("new-topic/", views.start, name="start"),
    path("c/<str:slug>/<int:pk>/", views.category, name="category"),
    path("t/<str:slug>/<int:pk>/", views.topic, name="topic"),
    path("t/<str:slug>/<int:pk>/<int:number>/", views.post, name="post"),
    path("posts/<int:pk>/acceptance/", views.acceptance, name="acceptance"),
]
