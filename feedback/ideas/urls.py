from django.urls import path

from feedback.ideas import views

urlpatterns = [
    path("ideas/new/", views.submit, name="submit"),
    path("ideas/i/<str:slug>/<int:pk>/", views.idea, name="idea"),
    path("ideas/i/<str:slug>/<int:pk>/edit/", views.edit, name="edit"),
    path("ideas/i/<str:slug>/<int:pk>/<int:number>/", views.post, name="post"),
]
