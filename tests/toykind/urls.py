from django.urls import path

from tests.toykind import views

app_name = "toykind"
urlpatterns = [path("letters/<int:pk>/", views.letter, name="letter")]
