from django.urls import path

from community.accounts.invitations import operations, views
from community.kernel.operations.pages import buttons

urlpatterns = [
    path("invite/<str:secret>/", views.invite, name="invite"),
    path("settings/invitations/", views.invitations, name="settings_invitations"),
    *buttons(operations.api),
]
