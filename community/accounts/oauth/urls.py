from django.urls import path

from community.accounts.oauth import operations, views, views_settings
from community.kernel.operations.pages import buttons

urlpatterns = [
    path("oauth/authorize/", views.authorize, name="oauth_authorize"),
    path("oauth/token/", views.token, name="oauth_token"),
    path("oauth/revoke/", views.revoke, name="oauth_revoke"),
    path(".well-known/oauth-authorization-server", views.metadata, name="oauth_metadata"),
    path("settings/apps/", views_settings.apps, name="settings_apps"),
    path("settings/apps/new/", views_settings.register, name="app_register"),
    path("settings/apps/<int:pk>/", views_settings.app, name="app"),
    path("settings/apps/<int:pk>/secret/", views_settings.secret, name="app_secret"),
    path("settings/apps/<int:pk>/deletion/", views_settings.deletion, name="app_deletion"),
    *buttons(operations.api),
]
