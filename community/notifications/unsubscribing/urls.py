from django.urls import path

from community.notifications.unsubscribing import views

urlpatterns = [path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe")]
