"""Codes and tokens of apps: how they are handed out, renewed and ended.

All of it runs inside one request of the token endpoint, which opened the transaction. Whatever
touches the tokens of one app for one member holds the app and the row of what was allowed first.
"""

import uuid
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from oauth2_provider.settings import oauth2_settings

from community.accounts.models import App, AppAuthorization, AppCode, AppRefreshToken, AppToken
from community.accounts.oauth import keys
from community.accounts.oauth.actions import hold_app
from community.accounts.oauth.events import AppTokenReused
from community.events.outbox import publish

AGAIN = timedelta(seconds=30)  # in which an app that lost the answer may ask for it once more
KEPT_CODES = timedelta(days=1)
BATCH = 5000

Row = TypeVar("Row", AppCode, AppRefreshToken)


def find_code(*, secret: str, app: App) -> AppCode | None:
    """The code, to be redeemed; None where it opens nothing.

    One that was redeemed before ends all that came of it: one of the two had stolen it.
    """
    code = _held(AppCode, app, code=keys.hashed(secret))
    if code is None:
        return None
    if code.used_at is not None:
        _end_stolen(code.authorization, code.family)
        return None
    return code if code.expires > timezone.now() else None


def find_refresh_token(*, secret: str, app: App) -> AppRefreshToken | None:
    """The token, to be renewed; None where it opens nothing.

    One that was renewed before ends its family, since either the app or a thief has the new one.
    But an app on a bad line may lose the answer, or ask twice at once: for a short time the last
    one gives the same answer again.
    """
    token = _held(AppRefreshToken, app, token_checksum=keys.hashed(secret))
    if token is None or token.created <= timezone.now() - idle_time():
        return None
    if token.revoked is None:
        return token
    family = AppRefreshToken.objects.filter(token_family=token.token_family, revoked=None)
    if token.revoked > timezone.now() - AGAIN and family.filter(came_from=token).exists():
        return token
    _end_stolen(token.authorization, token.token_family)
    return None


def idle_time() -> timedelta:
    """How long an app may stay away before the member has to allow it again."""
    return timedelta(seconds=oauth2_settings.REFRESH_TOKEN_EXPIRE_SECONDS)


def redeem_code(*, code: AppCode, access: str, refresh: str) -> None:
    """The first tokens for a code that `find_code` has found."""
    with transaction.atomic():
        code.used_at = timezone.now()
        code.save(update_fields=["used_at", "updated"])
        _issue(code, code.scope, access, refresh, family=code.family)


def renew_tokens(*, token: AppRefreshToken, scope: str, access: str, refresh: str) -> None:
    """The next pair for a token that `find_refresh_token` has found; the ones before end.

    The access token may be for less than the whole scope, the refresh token is for the same.
    The pair that a token was renewed to before, and is again, stays.
    """
    with transaction.atomic():
        issued = AppToken.objects.filter(
            token_checksum=keys.hashed(access),
            refresh_token__token_checksum=keys.hashed(refresh),
            refresh_token__came_from=token,
            refresh_token__revoked=None,
        )
        if issued.update(expires=_expiry()):
            return
        _end(token.token_family)
        _issue(token, scope, access, refresh, family=token.token_family)


def _issue(
    source: AppCode | AppRefreshToken, scope: str, access: str, refresh: str, *, family: uuid.UUID
) -> None:
    now = timezone.now()
    of = {
        "authorization": source.authorization,
        "application_id": source.application_id,
        "user_id": source.user_id,
    }
    token = AppToken.objects.create(
        **of,
        token_checksum=keys.hashed(access),
        scope=scope,
        expires=_expiry(),
    )
    AppRefreshToken.objects.create(
        **of,
        token_checksum=keys.hashed(refresh),
        token_family=family,
        scope=source.scope,
        access_token=token,
        came_from=source if isinstance(source, AppRefreshToken) else None,
    )
    AppAuthorization.objects.filter(pk=source.authorization_id).update(last_used_at=now)


def _expiry() -> datetime:
    return timezone.now() + timedelta(seconds=oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS)


def revoke_token(*, secret: str, app: App) -> None:
    """The app gives a token back, as when its member signs out of it: its whole family ends."""
    checksum = keys.hashed(secret)
    with transaction.atomic():
        token = _held(AppRefreshToken, app, token_checksum=checksum)
        token = token or _held(AppRefreshToken, app, access_token__token_checksum=checksum)
        if token is not None:
            _end(token.token_family)
            AppAuthorization.objects.filter(pk=token.authorization_id).lapsed().delete()


def _held(model: type[Row], app: App, **named: str) -> Row | None:
    """The row as it is once what was allowed is held for this transaction."""
    found = model.objects.filter(application=app, **named).first()
    if found is None or not hold_app(app):
        return None
    held = AppAuthorization.objects.select_for_update(no_key=True)
    if held.filter(pk=found.authorization_id).first() is None:
        return None
    row: Row | None = (
        model.objects.select_related("authorization", "user").filter(pk=found.pk).first()
    )
    return row


def _end(family: uuid.UUID) -> bool:
    """Return whether there was anything to end."""
    AppToken.objects.filter(refresh_token__token_family=family).delete()
    now = timezone.now()
    live = AppRefreshToken.objects.filter(token_family=family, revoked=None)
    return live.update(revoked=now, updated=now) > 0


def _end_stolen(authorization: AppAuthorization, family: uuid.UUID) -> None:
    if _end(family):
        app_id, member_id = authorization.app_id, authorization.member_id
        publish(AppTokenReused(actor_id=None, app_id=app_id, member_id=member_id))


def forget_old_tokens(*, now: datetime | None = None) -> int:
    """Drop what opens nothing any more; return how many rows went.

    Renewed tokens are kept for as long as one that was stolen before could come again.
    """
    now = now or timezone.now()
    over = [
        AppToken.objects.filter(expires__lt=now),
        AppCode.objects.filter(expires__lt=now - KEPT_CODES),
        AppRefreshToken.objects.filter(created__lt=now - idle_time()),
        AppAuthorization.objects.lapsed(),
    ]
    return sum(_forget(rows) for rows in over)


def _forget(rows) -> int:  # type: ignore[no-untyped-def]
    """In bounded steps, each a transaction of its own that waits for nobody."""
    gone = 0
    while True:
        with transaction.atomic():
            held = rows.order_by("pk").select_for_update(skip_locked=True, of=["self"])
            batch = [row.pk for row in held.only("pk")[:BATCH]]
            rows.model.objects.filter(pk__in=batch).delete()
        gone += len(batch)
        if len(batch) < BATCH:
            return gone
