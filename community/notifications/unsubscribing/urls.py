from django.urls import path

from community.notifications.unsubscribing import views

urlpatterns = [path("unsubscribe/<str:secret>/", views.unsubscribe, name="unsubscribe")]
