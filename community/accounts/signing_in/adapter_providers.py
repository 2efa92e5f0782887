"""What our rules ask of the library that lets members in by an account elsewhere."""

from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from community.accounts.invitations.queries import invited
from community.accounts.models import User
from community.accounts.security.actions import connect_provider
from community.accounts.security.recent_authentication import lacks_recent_authentication
from community.accounts.signing_in.actions import join_by_provider

LATE = _("The request timed out. Connect the account again.")
OTHER = _("This account is not connected to yours. Sign in with a connected account.")


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Providers are configured in the settings; our actions write accounts and connections."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _("This is your only way to sign in. Set a password first."),
        "no_verified_email": _("This is your only way to sign in. Confirm an email address first."),
    }

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Those of the settings: the sign-in page asks the database for none."""
        found = [
            SocialApp(provider=kind, **told)
            for kind, settings in app_settings.PROVIDERS.items()
            for told in settings.get("APPS", [])
        ]
        return [
            app
            for app in found
            if (not provider or provider in {app.provider, app.provider_id})
            and (not client_id or client_id == app.client_id)
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Two answers about one sign-in must name one person; then an action keeps the link."""
        said = sociallogin.account.extra_data
        subjects = [(said.get(part) or {}).get("sub") for part in ("userinfo", "id_token")]
        if all(subjects) and len(set(subjects)) > 1:
            error = render_authentication_error(request, sociallogin.provider)
            raise ImmediateHttpResponse(error)
        match sociallogin.state.get("process") if request.user.is_authenticated else None:
            case AuthProcess.CONNECT if lacks_recent_authentication(request):
                # Asked before (views.by_provider), and too long ago: the library would go on with
                # what it kept in the session, past our actions.
                messages.error(request, LATE)
                raise ImmediateHttpResponse(redirect("socialaccount_connections"))
            case AuthProcess.REDIRECT:
                _prove(request, sociallogin)
        sociallogin.save = partial(_keep, sociallogin)

    def serialize_instance(self, instance: Any) -> Any:
        """What waits in the session until a name is chosen: of a member, no more than is asked."""
        if isinstance(instance, User):
            return {"username": instance.username, "email": instance.email}
        return super().serialize_instance(instance)

    def deserialize_instance(self, model: type[Any], data: Any) -> Any:
        return User(**data) if model is User else super().deserialize_instance(model, data)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Only a provider that is trusted with it opens an account by an address, and only by
        one that was confirmed there and here."""
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        if found:
            member, email = found
            here = EmailAddress.objects.filter(user=member, email__iexact=email, verified=True)
            return found if here.exists() else None
        return None

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        member = sociallogin.user
        member.set_unusable_password()
        get_account_adapter().save_user(request, member, form, commit=False)
        return join_by_provider(
            member=member,
            account=sociallogin.account,
            confirmed=[a.email for a in sociallogin.email_addresses if a.verified is True],
            invitation_id=invited(request),
            agreed=bool(form and form.cleaned_data.get("agreed")),
        )


def _prove(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Somebody who is signed in has shown once more that the account elsewhere is theirs."""
    if sociallogin.user.pk == request.user.pk:
        provider = sociallogin.account.provider
        method, uid = "socialaccount", sociallogin.account.uid
        record_authentication(
            request, request.user, method, provider=provider, uid=uid, reauthenticated=True
        )
    else:
        messages.error(request, OTHER)


def _keep(sociallogin: SocialLogin, request: HttpRequest, connect: bool = False) -> None:  # noqa: FBT001, FBT002
    connect_provider(member=sociallogin.user, account=sociallogin.account)
