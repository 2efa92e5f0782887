from django.urls import path

from community.accounts import api
from community.accounts.access.api import MyToken, MyTokens
from community.accounts.oauth import api as apps

urlpatterns = [
    path("me/", api.Me.as_view(), name="me"),
    path("me/avatar/", api.MyAvatar.as_view(), name="my_avatar"),
    path("me/username/", api.MyName.as_view(), name="my_username"),
    path("me/invitations/", api.MyInvitations.as_view(), name="my_invitations"),
    path("me/invitations/<int:pk>/", api.MyInvitation.as_view(), name="my_invitation"),
    path("me/invitations/<int:pk>/mail/", api.MyInvitationMail.as_view(), name="mail_invitation"),
    path("me/tokens/", MyTokens.as_view(), name="my_tokens"),
    path("me/tokens/<int:pk>/", MyToken.as_view(), name="my_token"),
    path("me/apps/", apps.MyApps.as_view(), name="my_apps"),
    path("me/apps/<int:pk>/", apps.MyApp.as_view(), name="my_app"),
    path("me/apps/<int:pk>/secret/", apps.MyAppSecret.as_view(), name="my_app_secret"),
    path("me/authorizations/", apps.MyAuthorizations.as_view(), name="my_authorizations"),
    path("me/authorizations/<int:pk>/", apps.MyAuthorization.as_view(), name="my_authorization"),
    path("members/", api.Members.as_view(), name="api_members"),
    path("members/<str:username>/", api.Member.as_view(), name="api_member"),
    path("members/<str:username>/username/", api.MemberName.as_view(), name="api_member_name"),
    path("members/<str:username>/avatar/", api.MemberAvatar.as_view(), name="api_member_avatar"),
]
