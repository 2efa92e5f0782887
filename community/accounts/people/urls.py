from django.urls import path

from community.accounts.people import views, views_settings

urlpatterns = [
    path("u/", views.directory, name="members"),
    path("u/<str:username>/", views.member, name="member"),
    path("u/<str:username>/<slug:tab>/", views.member, name="member_tab"),
    path("avatars/<str:name>", views.avatar, name="avatar"),
    path("settings/", views_settings.profile, name="settings"),
    path("settings/picture/", views_settings.picture, name="settings_picture"),
    path("settings/display/", views_settings.display, name="settings_display"),
    path("language/", views_settings.language, name="language"),
    path("settings/name/", views_settings.name, name="settings_name"),
]
