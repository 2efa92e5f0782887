from django.urls import path

from community.accounts import api
from community.accounts.access.api import MyToken, MyTokens

urlpatterns = [
    path("me/", api.Me.as_view(), name="me"),
    path("me/avatar/", api.MyAvatar.as_view(), name="my_avatar"),
    path("me/username/", api.MyName.as_view(), name="my_username"),
    path("me/invitations/", api.MyInvitations.as_view(), name="my_invitations"),
    path("me/invitations/<int:pk>/", api.MyInvitation.as_view(), name="my_invitation"),
    path("me/invitations/<int:pk>/mail/", api.MyInvitationMail.as_view(), name="mail_invitation"),
    path("me/tokens/", MyTokens.as_view(), name="my_tokens"),
    path("me/tokens/<int:pk>/", MyToken.as_view(), name="my_token"),
    path("members/", api.Members.as_view(), name="api_members"),
    path("members/<str:username>/", api.Member.as_view(), name="api_member"),
    path("members/<str:username>/username/", api.MemberName.as_view(), name="api_member_name"),
    path("members/<str:username>/avatar/", api.MemberAvatar.as_view(), name="api_member_avatar"),
]
