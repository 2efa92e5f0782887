from django.urls import path
from rest_framework.routers import DefaultRouter

from community.accounts.access.api import MyToken, MyTokens
from community.accounts.oauth import api as apps
from community.accounts.operations import doors as accounts
from community.discussions.operations import doors as discussions
from community.kernel.operations.rest import routes
from forum.imports.api import ImportViewSet
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

router = DefaultRouter()
router.register("imports", ImportViewSet, basename="import")

urlpatterns = [*router.urls, *OF_ACCESS, *routes(discussions, *accounts, *forum)]
