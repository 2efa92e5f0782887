from django.urls import path

from community.accounts.access.api import MyToken, MyTokens
from community.accounts.oauth import api as apps
from community.accounts.operations import doors as accounts
from community.discussions.operations import doors as discussions
from community.kernel.operations.rest import routes
from forum.operations import declared as forum

OF_ACCESS = [
    path("me/tokens/", MyTokens.as_view(), name="my_tokens"),
    path("me/tokens/<int:pk>/", MyToken.as_view(), name="my_token"),
    path("me/apps/", apps.MyApps.as_view(), name="my_apps"),
    path("me/apps/<int:pk>/", apps.MyApp.as_view(), name="my_app"),
    path("me/apps/<int:pk>/secret/", apps.MyAppSecret.as_view(), name="my_app_secret"),
    path("me/authorizations/", apps.MyAuthorizations.as_view(), name="my_authorizations"),
    path("me/authorizations/<int:pk>/", apps.MyAuthorization.as_view(), name="my_authorization"),
]

urlpatterns = [*OF_ACCESS, *routes(discussions, *accounts, *forum)]
