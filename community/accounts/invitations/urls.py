from django.urls import path

from community.accounts.invitations import views

urlpatterns = [
    path("invite/<str:secret>/", views.invite, name="invite"),
    path("settings/invitations/", views.invitations, name="settings_invitations"),
    path(
        "settings/invitations/<int:pk>/revocation/",
        views.revocation,
        name="invitation_revocation",
    ),
    path("settings/invitations/<int:pk>/mail/", views.mail, name="invitation_mail"),
]
