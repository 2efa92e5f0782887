"""Every way in which tokens and service accounts change."""

import hashlib
import secrets
import string
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy, override
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.events import ServiceAccountMade, TokenMade, TokenRevoked
from community.accounts.languages import language_for
from community.accounts.models import Token, User
from community.accounts.models.tokens import PREFIX
from community.accounts.people.actions import register_member
from community.accounts.people.actions_profile import check_name
from community.accounts.tokens import policy
from community.events.outbox import publish
from community.kernel import formats, scopes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import default, filled
from community.kernel.text import fold, is_blank, one_line, storable

MOST_LIVE = 50  # tokens of one member
DAYS = 90  # that a token is good for, where nobody says otherwise
MOST_DAYS = 366
SIGNS = string.ascii_letters + string.digits  # a double click selects all of it
LENGTH = 40  # signs: 238 bits that nobody guesses


class NameNeeded(RuleViolation):
    code = "token_name_needed"
    title = _("Token name missing or too long")
    message = _("Give the token a name of at most 60 characters.")


class NoSuchScope(RuleViolation):
    """A token needs at least one scope, and every scope must exist."""

    code = "no_such_scope"
    title = _("Scope missing or unknown")

    @property
    def message(self) -> str:  # type: ignore[override]
        return gettext("Select at least one of these scopes: %(scopes)s.") % {
            "scopes": formats.listed(scopes.known())
        }


class NoSuchTime(RuleViolation):
    code = "no_such_time"
    title = _("Invalid expiration")
    message = filled(
        ngettext_lazy(
            "Tokens can expire after %(count)s day, or never.",
            "Tokens can expire after 1 to %(count)s days, or never.",
            MOST_DAYS,
        ),
        count=MOST_DAYS,
    )


class TooManyTokens(RuleViolation):
    code = "too_many_tokens"
    title = _("Too many tokens")
    message = filled(
        ngettext_lazy(
            "An account can have at most %(count)s active token. Revoke it first.",
            "An account can have at most %(count)s active tokens. Revoke one first.",
            MOST_LIVE,
        ),
        count=MOST_LIVE,
    )


def make_token(
    *, member: User, name: str, scopes: Iterable[str], days: int | None = DAYS, by: User
) -> tuple[Token, str]:
    """Let a program act as the member, within the scopes; None days: without end.

    Returns the token and its secret, which nobody can be told a second time. The member is notified
    by email, in case it was somebody else.
    """
    name, asked = one_line(storable(name)), _checked(scopes)
    if is_blank(name) or len(name) > 60:
        raise NameNeeded
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise NoSuchTime
    if not policy.may_make_token(by, member):
        raise Denied
    rates.consume("token", by=by)
    secret = PREFIX + "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    with transaction.atomic():
        # Two at once wait for each other here, so that both count the first one's token.
        member = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        if not policy.may_make_token(by, member):
            raise Denied
        if Token.objects.filter(member=member).live().count() >= MOST_LIVE:
            raise TooManyTokens
        token = Token.objects.create(
            member=member,
            name=name,
            secret=hashed(secret),
            last_four=secret[-4:],
            scopes=asked,
            made_by=by,
            expires_at=timezone.now() + timedelta(days=days) if days else None,
        )
        publish(TokenMade(actor_id=by.pk, token_id=token.pk, member_id=member.pk))
        with override(language_for(member, asked_by=by)):
            _tell_of(token, member)
    return token, secret


def _checked(asked: Iterable[str]) -> list[str]:
    """Each scope once, in order. Raises NoSuchScope, also where there is none."""
    chosen, known = set(asked), scopes.known()
    if not chosen or not chosen <= known.keys():
        raise NoSuchScope
    return sorted(chosen)


def _tell_of(token: Token, member: User) -> None:
    if not member.email:
        return
    told = {"member": member, "token": token, "scopes": [scopes.known()[s] for s in token.scopes]}
    site = {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL}
    text = render_to_string("account/email/token_made_message.txt", told | site)
    subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + gettext("Access token created")
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [member.email]).send()


def revoke_token(*, token: Token, by: User) -> Token:
    """Revoke a token. It stays in the list as revoked."""
    with transaction.atomic():
        token = Token.objects.select_for_update(no_key=True, of=["self"]).get(pk=token.pk)
        if not policy.may_revoke_token(by, token):
            raise Denied
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            publish(TokenRevoked(actor_id=by.pk, token_id=token.pk, member_id=token.member_id))
    return token


def make_service_account(*, username: str, by: User) -> User:
    """An account for a bot: no password, no address, no way to sign in but tokens.

    It has a trust level and its limits like anybody who joins. Raises NameTaken where somebody
    else has the name; where it is this very bot, nothing is done.
    """
    if not policy.may_make_service_account(by):
        raise Denied
    check_name(username)
    found = User.objects.filter(folded_username=fold(username), is_bot=True).first()
    if found is not None:
        return found
    with override(default()):  # it is kept, for all readers
        # Translators: the title of a service account, beside its name.
        title = gettext("Bot")
    bot = User(username=username, is_bot=True, title=title, trust_level=User.Trust.BASIC)
    bot.set_unusable_password()
    with transaction.atomic():
        register_member(member=bot)
        publish(ServiceAccountMade(actor_id=by.pk, member_id=bot.pk))
    return bot


WRITE_USES = """
    UPDATE accounts_token SET last_used_at = used.at
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS used (id, at)
    WHERE accounts_token.id = used.id AND (
        last_used_at IS NULL OR last_used_at <= used.at - interval '1 hour'
    )
"""


def write_uses(*, used: Mapping[int, datetime]) -> int:
    """Write when these tokens were used, each once an hour at most; return how many were."""
    if not used:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(WRITE_USES, [list(used), list(used.values())])
        return int(cursor.rowcount)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
