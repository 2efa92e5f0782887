"""The second step of signing in: kept encrypted, taken once, and asked of staff."""

import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.accounts.security import actions
from community.accounts.security.guesses import guess
from community.kernel import formats
from community.kernel.encryption import decrypt, encrypt
from community.kernel.http import by_htmx
from community.kernel.languages import filled
from community.kernel.problems import for_program
from community.kernel.scopes import access_of

FIRST_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
OPEN = ("/accounts/", "/static/", "/live/", "/healthz", "/readyz")  # also without one
CODE = "second_factor_required"
WHY = filled(
    _("Your role requires two-factor authentication. Set it up at %(path)s."), path="/accounts/2fa/"
)


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of apps and recovery codes are encrypted with this installation's own key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Turn off two-factor authentication to add an email address."),
        "incorrect_code": _("This code is incorrect or was already used. Enter the next one."),
        "unverified_email": _("Confirm or remove your unconfirmed email addresses first."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_text(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002
        kept = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": formats.number(kept + 1)}


def decrypt_text(encrypted_text: str) -> str:
    return decrypt(encrypted_text.encode()).decode()


class _Once:
    """A code counts once, however it is written. Only wrong ones count against the member."""

    def clean_code(self) -> str:
        form: Any = self
        form.cleaned_data["code"] = plain(form.cleaned_data["code"])
        limits = rates.SECOND_FACTOR
        with guess(context.request, what="second_factor", limits=limits, member=form.user):
            code: str = super().clean_code()  # type: ignore[misc]
            _take(form.authenticator, code)
        return code


class AuthenticateForm(_Once, forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ReauthenticateForm(_Once, forms.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, to prove who uses a session."""


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    """The code that turns an app on is used by that: the view takes its step."""

    step: int | None = None

    def clean_code(self) -> str:
        self.cleaned_data["code"] = plain(self.cleaned_data["code"])
        code: str = super().clean_code()
        self.step = _step(self.secret, code)
        return code


def plain(code: str) -> str:
    """Without spaces, hyphens and the like, and in ASCII: people copy codes in many forms."""
    signs = (sign for sign in unicodedata.normalize("NFKC", code) if sign.isalnum())
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in signs).lower()


def _take(authenticator: Authenticator, code: str) -> None:
    """The library remembers used codes in Redis, which may be gone, and only as they are written.

    Recovery codes it crosses off in the database, under a lock of the row.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return
    step = _step(decrypt_text(authenticator.data["secret"]), code)
    if step is None or not actions.take_step(authenticator=authenticator, step=step):
        raise Adapter().validation_error("incorrect_code")


def _step(secret: str, code: str) -> int | None:
    """The latest time step that this is the code of."""
    steps = totp.yield_hotp_counters_from_time()
    return max(
        (n for n in steps if totp.format_hotp_value(totp.hotp_value(secret, n)) == code),
        default=None,
    )


def opens_what_is_stored() -> bool:
    """Whether ENCRYPTION_KEYS open the newest secret; a key of another installation does not."""
    apps = Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("-pk")
    newest = apps.values_list("data", flat=True).first()
    try:
        return newest is None or bool(decrypt(newest["secret"].encode()))
    except InvalidToken:
        return False


def has_second_factor(person: User | AnonymousUser) -> bool:
    """Whether signing in as this person takes more than a password."""
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=FIRST_STEPS).exists())


def lacks_second_factor(person: User | AnonymousUser) -> bool:
    """Whether this person's role needs one that is not there. Asks the database for staff only."""
    if not settings.STAFF_NEED_SECOND_FACTOR or not isinstance(person, User):
        return False
    above = person.is_staff or person.is_moderator or person.is_superuser
    return above and not person.is_bot and not has_second_factor(person)


def required_of_staff(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: staff without a second factor get as far as setting one up, programs of theirs
    nowhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES or access_of(request)
        if signed_in and not request.path.startswith(OPEN) and lacks_second_factor(request.user):
            return _sent_to_set_it_up(request)
        return get_response(request)

    return middleware


def _sent_to_set_it_up(request: HttpRequest) -> HttpResponse:
    if answer := for_program(request, 403, CODE, WHY):
        return answer
    address = f"{reverse('mfa_index')}?{urlencode({'needed': 1})}"
    if by_htmx(request):
        return HttpResponse(str(WHY), status=403, headers={"HX-Redirect": address})
    return redirect(address)
