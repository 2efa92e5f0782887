from django.urls import URLPattern, path

from experience.recognition.ledger import views

urlpatterns: list[URLPattern] = [
    path("my/reputation/", views.own_reputation, name="reputation"),
    path(
        "moderation/members/<str:username>/reputation/",
        views.member_reputation,
        name="member_reputation",
    ),
]
