from django.urls import path

from community.discussions import views

app_name = "discussions"
urlpatterns = [
    path("threads/<int:pk>/", views.thread, name="thread"),
    path("threads/<int:pk>/posts/", views.posts, name="posts"),
    path("threads/<int:pk>/replies/", views.reply, name="reply"),
    path("threads/<int:pk>/deletion/", views.thread_deletion, name="thread_deletion"),
    path("posts/<int:pk>/", views.post, name="post"),
    path("posts/<int:pk>/like/", views.like, name="like"),
    path("posts/<int:pk>/edit/", views.edit, name="edit"),
    path("posts/<int:pk>/deletion/", views.deletion, name="deletion"),
    path("posts/<int:pk>/history/", views.history, name="history"),
    path("posts/<int:pk>/history/<int:number>/hiding/", views.hiding, name="hiding"),
    path("posts/<int:pk>/history/<int:number>/restoration/", views.restoration, name="restoration"),
    path("p/<int:pk>/", views.short, name="short"),
    path("preview/", views.preview, name="preview"),
]
