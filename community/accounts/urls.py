from django.urls import include, path

urlpatterns = [
    path("", include("community.accounts.signing_in.urls")),
    path("", include("community.accounts.people.urls")),
    path("", include("community.accounts.pages.urls")),
    path("", include("community.accounts.invitations.urls")),
    path("", include("community.accounts.tokens.urls")),
    path("", include("community.accounts.oauth.urls")),
]
