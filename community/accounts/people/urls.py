from django.urls import path, re_path

from community.accounts.invitations import views as views_invitations
from community.accounts.people import views as views_members
from community.accounts.people import views_settings
from community.accounts.signing_in import views
from community.accounts.tokens import views as access

urlpatterns = [
    path("u/", views_members.directory, name="members"),
    path("u/<str:username>/", views_members.member, name="member"),
    path("u/<str:username>/<slug:tab>/", views_members.member, name="member_tab"),
    path("avatars/<str:name>", views_members.avatar, name="avatar"),
    re_path(r"^(?P<slug>guidelines|conduct|privacy|about)/$", views_members.page, name="page"),
    path("welcome/", views.welcome, name="welcome"),
    path("invite/<str:secret>/", views_invitations.invite, name="invite"),
    path("settings/", views_settings.profile, name="settings"),
    path("settings/picture/", views_settings.picture, name="settings_picture"),
    path("settings/display/", views_settings.display, name="settings_display"),
    path("settings/name/", views_settings.name, name="settings_name"),
    path("settings/invitations/", views_invitations.invitations, name="settings_invitations"),
    path(
        "settings/invitations/<int:pk>/revocation/",
        views_invitations.revocation,
        name="invitation_revocation",
    ),
    path("settings/invitations/<int:pk>/mail/", views_invitations.mail, name="invitation_mail"),
    path("settings/tokens/", access.tokens, name="settings_tokens"),
    path("settings/tokens/of/<str:bot>/", access.tokens, name="settings_tokens_of"),
    path("settings/tokens/<int:pk>/revocation/", access.revocation, name="token_revocation"),
]
