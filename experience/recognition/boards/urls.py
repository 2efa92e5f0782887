from django.urls import path

from experience.recognition.boards import views

urlpatterns = [path("leaderboards/", views.leaderboards, name="leaderboards")]
