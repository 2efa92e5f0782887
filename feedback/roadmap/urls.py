from django.urls import path

from community.kernel.operations.pages import buttons
from feedback.roadmap import operations, views

urlpatterns = [
    path("roadmap/", views.roadmap, name="roadmap"),
    path("roadmap/embed/", views.embed, name="roadmap_embed"),
    path("roadmap.json", views.as_json, name="roadmap_json"),
    *buttons(operations.api),
]
