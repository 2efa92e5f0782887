from django.urls import path

from feedback.votes import views

urlpatterns = [
    path("ideas/my-votes/", views.my_votes, name="my_votes"),
    path("ideas/i/<str:slug>/<int:pk>/ballot/", views.vote, name="ballot"),
]
