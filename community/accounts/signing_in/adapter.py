"""How django-allauth registers members and signs them in."""

from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext_lazy as _

from community.accounts.invitations.actions import join_member
from community.accounts.invitations.queries import invited
from community.accounts.languages import language_for, member_with
from community.accounts.models import LONGEST_ADDRESS, User
from community.accounts.people import actions, actions_profile, names
from community.accounts.security import devices
from community.accounts.security.actions import confirm_address
from community.accounts.security.actions_attempts import may_mail
from community.accounts.signing_in import suspended
from community.kernel import formats
from community.kernel.languages import default
from community.kernel.requests import client_address

MISMATCH = _("Wrong username, email address or password.")
CONFIRMS = "allauth.account.stages.EmailVerificationStage"

# Emails that anybody can ask for, and what they count as: few of one kind go to one address.
ASKED_FOR = {
    "account/email/password_reset_key": "reset",
    "account/email/unknown_account": "reset",
    "account/email/account_already_exists": "exists",
    "account/email/email_confirmation": "confirm",
    "account/email/email_confirmation_signup": "confirm",
}


class ConfirmAddress(EmailVerificationStage):  # type: ignore[misc]
    """Asks for a confirmed address, except of accounts from the command line that have none."""

    def handle(self) -> tuple[Any, bool]:
        member = self.login.user
        if member and not member.email and not EmailAddress.objects.filter(user=member).exists():
            return None, True
        stage: tuple[Any, bool] = super().handle()
        return stage


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are written by our action, and names are compared folded."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": actions.NameTaken.message,
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "enter_current_password": _("Your current password is incorrect."),
        "incorrect_password": _("Incorrect password."),
        "duplicate_email": _("This email address is already added to your account."),
    }

    def clean_email(self, email: str) -> str:
        """For every form: the library cuts what is too long, and writes to whoever that is."""
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError(
                ngettext(
                    "An email address can have at most %(count)s character.",
                    "An email address can have at most %(count)s characters.",
                    LONGEST_ADDRESS,
                )
                % {"count": formats.number(LONGEST_ADDRESS)}
            )
        return email

    def is_safe_url(self, url: str) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # "//[": no address at all
            return False

    def clean_username(self, username: str, shallow: bool = False) -> str:  # noqa: FBT001, FBT002
        username = super().clean_username(username, shallow=True)
        if shallow:
            return username
        if names.is_reserved(username):
            raise ValidationError(actions_profile.NameReserved.message)
        if names.is_taken(username):
            raise ValidationError(str(actions.NameTaken(free=names.free_names(username))))
        return username

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.REGISTRATION != "invited" or invited(request) is not None

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        user = super().save_user(request, user, form, commit=False)
        if not commit:
            return user
        if not self.is_email_verified(request, user.email):
            self.unstash_verified_email(request)  # an invitation proves no other address
        agreed = bool(form and form.cleaned_data.get("agreed"))
        if (shown := get_language()) and shown != default():
            user.language = shown  # what the form was read in, for emails from now on
        return join_member(member=user, invitation_id=invited(request), agreed=agreed)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """The library asks only whether the account is active; a suspended one stays out, too, and
        who has just proved to be its member is told why."""
        if user.is_active and user.is_suspended:
            return redirect(suspended.page_of(user) or "account_inactive")
        if user.is_machine or user.is_bot:
            return redirect("account_inactive")
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Whichever way somebody came in, the browser is known from now on."""
        response = super().post_login(request, user, **kwargs)
        devices.remember(response, user)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has neither password nor second factor signs in again with an account elsewhere."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        return [{"id": "elsewhere", "description": "", "url": reverse("prove_elsewhere")}]

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _on_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _on_site(super().get_email_confirmation_url(request, emailconfirmation))

    def get_login_stages(self) -> list[str]:
        ours = f"{ConfirmAddress.__module__}.{ConfirmAddress.__qualname__}"
        return [ours if stage == CONFIRMS else stage for stage in super().get_login_stages()]

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        confirm = partial(super().confirm_email, request, email_address)
        return confirm_address(address=email_address, confirm=confirm)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """The primary one stays: password resets are sent to it."""
        return not email_address.primary

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send an email in its reader's language, with the site's name and URL in its context. Of
        those that anybody can ask for, few are sent to one address; the response is the same."""
        if not self._may_mail(template_prefix, email, context):
            return
        reader = context.get("user") or member_with(email)
        language = language_for(reader, asked_by=getattr(self.request, "user", None))
        site = settings.SITE_URL.rstrip("/") or self.request.build_absolute_uri("/").rstrip("/")
        ours = {
            "SITE_NAME": settings.SITE_NAME,
            "site": site,
            "password_reset_url": site + reverse("account_reset_password"),
            "signup_url": site + reverse("account_signup"),
        }
        links = {"password_reset_url"} if "key" in context else set()
        cached_query = {name: ours[name] for name in ours if name not in links}
        with override(language):
            super().send_mail(template_prefix, email, {**context, **cached_query})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Greet the account's owner: the library's context names whoever is signed in."""
        told = {"user": user, **(context or {})}
        super().send_notification_mail(template_prefix, user, told, email)

    @staticmethod
    def _may_mail(template_prefix: str, email: str, context: dict[str, Any]) -> bool:
        """Confirmations count by account, too: else others who add an address to theirs would keep
        its owner from confirming it."""
        kind = ASKED_FOR.get(template_prefix)
        member = context.get("user") if kind == "confirm" else None
        return kind is None or may_mail(
            kind=kind, address=email, member_id=member.pk if member else None
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the limits see it; what a strange proxy says instead of an address is none."""
        try:
            return str(ip_address(client_address(request)))
        except ValueError:
            return "0.0.0.0"  # noqa: S104 - a word for "unknown", nothing listens there

    def set_password(self, user: User, password: str) -> None:
        actions.set_password(member=user, password=password)


def _on_site(url: str) -> str:
    """The link as an email has it: on SITE_URL, if that is set, not on the host of the request."""
    path = urlsplit(url)._replace(scheme="", netloc="").geturl()
    return f"{settings.SITE_URL.rstrip('/')}{path}" if settings.SITE_URL else url
