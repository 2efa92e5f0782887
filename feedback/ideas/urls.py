from django.urls import path

from feedback.ideas import list_views, team_views, views

urlpatterns = [
    path("ideas/", list_views.ideas, name="latest"),
    path("ideas/b/<str:slug>/<int:pk>/", list_views.board, name="container"),
    path("ideas/tag/<str:name>/", list_views.tag, name="tag"),
    path("ideas/new/", views.submit, name="submit"),
    path("ideas/similar/", views.similar, name="similar"),
    path("ideas/i/<str:slug>/<int:pk>/", views.idea, name="idea"),
    path("ideas/i/<str:slug>/<int:pk>/state/", views.state, name="state"),
    path("ideas/i/<str:slug>/<int:pk>/vote/", views.vote, name="vote"),
    path("ideas/i/<str:slug>/<int:pk>/edit/", views.edit, name="edit"),
    path("ideas/i/<str:slug>/<int:pk>/move/", team_views.move, name="move"),
    path("ideas/i/<str:slug>/<int:pk>/status/", team_views.status, name="status"),
    path("ideas/i/<str:slug>/<int:pk>/merge/", team_views.merge, name="merge"),
    path("ideas/i/<str:slug>/<int:pk>/on-behalf/", team_views.on_behalf, name="on_behalf"),
    path("ideas/i/<str:slug>/<int:pk>/<int:number>/", views.post, name="post"),
]
