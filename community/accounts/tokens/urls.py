from django.urls import path

from community.accounts.tokens import views

urlpatterns = [
    path("settings/tokens/", views.tokens, name="settings_tokens"),
    path("settings/tokens/of/<str:bot>/", views.tokens, name="settings_tokens_of"),
    path("settings/tokens/<int:pk>/revocation/", views.revocation, name="token_revocation"),
]
