from django.urls import include, path

from community.discussions.lists.urls import thread_list_urls
from tests.toykind import views

letters = [path("letters/<int:pk>/", views.letter, name="letter")]
urlpatterns = [
    path("notes/", include((thread_list_urls("toykind.note"), "notes"))),
    path("", include((letters, "toykind"))),
]
