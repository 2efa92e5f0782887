from django.urls import include, path

from community.kernel.operations.pages import buttons
from community.notifications import operations, views

app_name = "notifications"
urlpatterns = [
    path("", include("community.notifications.unsubscribing.urls")),
    path("notifications/", views.listed, name="list"),
    path("notifications/menu/", views.menu, name="menu"),
    path("notifications/bell/", views.bell, name="bell"),
    path("notifications/newer/", views.newer, name="newer"),
    path("notifications/<int:pk>/open/", views.opened, name="open"),
    path("notifications/<int:pk>/mute/", views.mute, name="mute"),
    path("settings/notifications/", views.preferences, name="preferences"),
    *buttons(operations.api),
]
