from django.urls import path

from community.announcements import operations, views
from community.kernel.operations.pages import buttons

app_name = "announcements"
urlpatterns = [
    path("announcements/", views.listed, name="list"),
    path("announcements/<int:pk>/", views.edit, name="edit"),
    *buttons(operations.admin_api),
]
