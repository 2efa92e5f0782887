from django.urls import include, path

from community.accounts import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("signup/", views.sign_up, name="account_signup"),
    path("password/reset/", views.reset, name="account_reset_password"),
    path("email/", views.email, name="account_email"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("", include("allauth.account.urls")),
]
