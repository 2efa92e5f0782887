from django.urls import path

from community.announcements import views

app_name = "announcements"
urlpatterns = [
    path("announcements/", views.listed, name="list"),
    path("announcements/<int:pk>/", views.edit, name="edit"),
    path("announcements/<int:pk>/ending/", views.ending, name="ending"),
]
