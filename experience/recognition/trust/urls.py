from django.urls import URLPattern, path

from experience.recognition.trust import views

urlpatterns: list[URLPattern] = [
    path("my/progress/", views.progress, name="progress"),
    path("moderation/members/<str:username>/trust/", views.member, name="member_progress"),
]
