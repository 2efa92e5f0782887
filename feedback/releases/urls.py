from django.urls import path

from community.kernel.operations.pages import buttons
from feedback.releases import operations, views
from feedback.releases.feeds import releases_feed

urlpatterns = [
    path("releases/", views.releases, name="releases"),
    path("releases.atom", releases_feed, name="releases_feed"),
    path("releases/new/", views.new, name="release_new"),
    path("releases/<str:slug>/<int:pk>/", views.release, name="release"),
    path("releases/<str:slug>/<int:pk>/edit/", views.edit, name="release_edit"),
    *buttons(operations.api),
]
