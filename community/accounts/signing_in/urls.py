from importlib import import_module
from typing import Any

from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from community.accounts.security import operations as security
from community.accounts.signing_in import views
from community.kernel.operations.pages import buttons

registry.load()  # the providers register themselves; only the web process needs them
KNOWN = [name for name in settings.SOCIALACCOUNT_PROVIDERS if name != "openid_connect"]


def known_provider(name: str) -> list[URLPattern]:
    """Both steps of a provider that the library knows by name."""
    theirs = import_module(f"allauth.socialaccount.providers.{name}.views")
    return [
        path(f"{name}/login/", views.by_provider(theirs.oauth2_login), name=f"{name}_login"),
        path(
            f"{name}/login/callback/",
            views.answered(theirs.oauth2_callback),
            name=f"{name}_callback",
        ),
    ]


second_factor: list[URLPattern | URLResolver] = [
    path("authenticate/", views.second_step, name="mfa_authenticate"),
    path("reauthenticate/", views.second_step_again, name="mfa_reauthenticate"),
    path("totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", views.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/generate/", views.generate_codes, name="mfa_generate_recovery_codes"),
    path("webauthn/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("webauthn/login/", views.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", views.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", views.edit_passkey, name="mfa_edit_webauthn"),
    path("", include("allauth.mfa.urls")),
]

# The library's own names, each behind a limit; what stays without one changes nothing.
accounts: list[Any] = [
    path("login/", views.sign_in, name="account_login"),
    path("signup/", views.sign_up, name="account_signup"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("password/reset/", views.reset, name="account_reset_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.new_password,
        name="account_reset_password_from_key",
    ),
    path("email/", views.email, name="account_email"),
    path("confirm-email/", views.verification_sent, name="account_email_verification_sent"),
    path("confirm-email/<key>/", views.confirm_email, name="account_confirm_email"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/set/", views.set_password, name="account_set_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("2fa/", include(second_factor)),
    path("elsewhere/signup/", views.provider_sign_up, name="socialaccount_signup"),
    path("elsewhere/", views.connections, name="socialaccount_connections"),
    path("elsewhere/again/", views.prove_elsewhere, name="prove_elsewhere"),
    path("elsewhere/", include("allauth.socialaccount.urls")),
    path(
        "oidc/<provider_id>/login/",
        views.by_provider(openid.login),
        name="openid_connect_login",
    ),
    path(
        "oidc/<provider_id>/login/callback/",
        views.answered(openid.callback),
        name="openid_connect_callback",
    ),
    *(route for name in KNOWN for route in known_provider(name)),
    path("", include("allauth.account.urls")),
]

urlpatterns = [
    *buttons(security.api),  # before the library's addresses below /accounts/
    path("accounts/", include(accounts)),
    path("welcome/", views.welcome, name="welcome"),
]
