from django.urls import path

from community.kernel.operations.pages import buttons
from feedback.votes import operations, views

urlpatterns = [
    path("ideas/my-votes/", views.my_votes, name="my_votes"),
    path("ideas/i/<str:slug>/<int:pk>/ballot/", views.vote, name="ballot"),
    *buttons(operations.api),
]
