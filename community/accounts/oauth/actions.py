"""Apps: how they are registered, and what members allow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import App, AppAuthorization, AppCode, User
from community.accounts.oauth import keys, policy
from community.accounts.oauth.addresses import is_redirect, is_website
from community.accounts.oauth.events import (
    AppAllowed,
    AppDeleted,
    AppDisabled,
    AppEdited,
    AppRegistered,
    AppRevoked,
    AppSecretRenewed,
)
from community.accounts.people import names
from community.events.outbox import publish
from community.kernel.editing import check_version, save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import filled
from community.kernel.text import is_blank, one_line, storable

MOST_APPS, MOST_REDIRECTS = 20, 10


class AppNameNeeded(RuleViolation):
    code = "app_name_needed"
    title = _("App name missing or too long")
    message = _("Give the app a name of at most 60 characters.")


class AppNameReserved(RuleViolation):
    code = "app_name_reserved"
    title = _("App name reserved")
    message = _("This name is reserved. Choose another.")


class NotAWebsite(RuleViolation):
    code = "not_a_website"
    title = _("Invalid website URL")
    message = _("Enter a valid website URL, such as https://example.org, or leave it empty.")


class RedirectNeeded(RuleViolation):
    code = "redirect_needed"
    title = _("Redirect URIs missing or too many")
    message = filled(
        ngettext_lazy(
            "Enter %(count)s redirect URI.", "Enter 1 to %(count)s redirect URIs.", MOST_REDIRECTS
        ),
        count=MOST_REDIRECTS,
    )


class NotARedirect(RuleViolation):
    """A redirect URI must use https, http on a loopback address, or a custom scheme."""

    code = "not_a_redirect"
    title = _("Invalid redirect URI")

    def __init__(self, uri: str) -> None:
        super().__init__()
        self.uri = uri

    @property
    def message(self) -> str:  # type: ignore[override]
        return gettext(
            "%(uri)s is not a valid redirect URI. Use https, or http on 127.0.0.1, [::1] or"
            " localhost. Public clients may also use a custom scheme that contains a dot, such as"
            " org.example.app:/callback. Fragments (#) are not allowed."
        ) % {"uri": self.uri[:100]}


class NoSuchKind(RuleViolation):
    code = "no_such_kind"
    title = _("Unknown client type")
    message = _("The client type must be confidential or public.")


class TooManyApps(RuleViolation):
    code = "too_many_apps"
    title = _("Too many apps")
    message = filled(
        ngettext_lazy(
            "You can register at most %(count)s app. Delete it first.",
            "You can register at most %(count)s apps. Delete one first.",
            MOST_APPS,
        ),
        count=MOST_APPS,
    )


class NoSecretToRenew(RuleViolation):
    code = "no_secret_to_renew"
    title = _("No client secret")
    message = _("Public clients have no client secret.")


def register_app(
    *, name: str, redirects: Sequence[str], kind: str, website: str = "", by: User
) -> tuple[App, str]:
    """Let members allow it from now on.

    Returns the app and its secret, which nobody can be told a second time; a public app has none.
    """
    if kind not in {App.PUBLIC, App.CONFIDENTIAL}:
        raise NoSuchKind
    is_public = kind == App.PUBLIC
    told = _checked(name, website, redirects, is_public=is_public)
    if not policy.may_register_app(by):
        raise Denied
    rates.consume("app", by=by)
    secret = "" if is_public else keys.client_secret()
    with transaction.atomic():
        # Two at once wait for each other here, so that both count the first one's app.
        owner = User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if not policy.may_register_app(owner):
            raise Denied
        if App.objects.filter(user=owner).count() >= MOST_APPS:
            raise TooManyApps
        hashed = keys.hashed(secret) if secret else ""
        app = App.objects.create(user=owner, client_type=kind, client_secret=hashed, **told)
        publish(AppRegistered(actor_id=by.pk, app_id=app.pk, is_public=is_public))
    return app, secret


class AppChanges(TypedDict, total=False):
    name: str
    redirects: Sequence[str]
    website: str


def edit_app(
    *, app: App, by: User, version: int | None = None, **changes: Unpack[AppChanges]
) -> App:
    """Change what is given. Raises Stale where `version` is not the one that is there."""
    rates.consume("app", by=by)
    with transaction.atomic():
        app = _managed(app, by)
        check_version(app, version, now=app.name)
        told = _checked(
            changes.get("name", app.name),
            changes.get("website", app.website),
            changes.get("redirects", app.redirects),
            is_public=app.is_public,
        )
        if save_changes(app, told, updated=timezone.now()):
            publish(AppEdited(actor_id=by.pk, app_id=app.pk, version=app.version))
    return app


def renew_secret(*, app: App, by: User) -> tuple[App, str]:
    """Give the app another secret, told this once. What it was allowed stays as it is."""
    rates.consume("app", by=by)
    secret = keys.client_secret()
    with transaction.atomic():
        app = _managed(app, by)
        if app.is_public:
            raise NoSecretToRenew
        app.client_secret = keys.hashed(secret)
        app.save(update_fields=["client_secret", "updated"])
        publish(AppSecretRenewed(actor_id=by.pk, app_id=app.pk))
    return app, secret


def delete_app(*, app: App, by: User) -> None:
    """Delete an app and every access that members granted to it. One that is gone stays gone."""
    with transaction.atomic():
        found = App.objects.select_for_update().filter(pk=app.pk).first()
        if found is None:
            return
        if not policy.may_delete_app(by, found):
            raise Denied
        found.delete()
        publish(AppDeleted(actor_id=by.pk, app_id=app.pk))


def disable_app(*, app: App, is_disabled: bool, by: User) -> App:
    """Disable any member's app, with all its tokens, or enable it again. For administrators."""
    with transaction.atomic():
        app = App.objects.select_for_update(no_key=True).get(pk=app.pk)
        if not policy.may_disable_app(by):
            raise Denied
        if is_disabled != (app.disabled_at is not None):
            app.disabled_at = timezone.now() if is_disabled else None
            app.save(update_fields=["disabled_at", "updated"])
            publish(AppDisabled(actor_id=by.pk, app_id=app.pk, is_disabled=is_disabled))
    return app


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an app asked a member for, as it was checked by the protocol."""

    scopes: list[str]
    code: str
    redirect_uri: str
    challenge: str
    expires_at: datetime


def allow_app(*, app: App, asked: Asked, by: User) -> AppAuthorization:
    """Let the app fetch tokens for this member, within what it asked for, by this code."""
    if not policy.may_use_apps(by):
        raise Denied
    rates.consume("app", by=by)
    with transaction.atomic():
        if not hold_app(app):
            raise Denied
        authorization = _authorization(app, by)
        more = sorted({*authorization.scopes, *asked.scopes})
        if authorization._state.adding or authorization.scopes != more:
            authorization.scope = " ".join(more)
            authorization.save()
            publish(AppAllowed(actor_id=by.pk, app_id=app.pk, member_id=by.pk))
        AppCode.objects.create(
            authorization=authorization,
            application=app,
            user=by,
            code=keys.hashed(asked.code),
            scope=" ".join(asked.scopes),
            redirect_uri=asked.redirect_uri,
            code_challenge=asked.challenge,
            code_challenge_method=AppCode.CODE_CHALLENGE_S256,
            expires=asked.expires_at,
        )
    return authorization


def revoke_app(*, authorization: AppAuthorization, by: User) -> None:
    """Revoke an app's access: all its codes and tokens for this member end."""
    with transaction.atomic():
        held = AppAuthorization.objects.select_for_update().filter(pk=authorization.pk).first()
        if held is None:
            return
        if not policy.may_revoke_app(by, held):
            raise Denied
        held.delete()
        publish(AppRevoked(actor_id=by.pk, app_id=held.app_id, member_id=held.member_id))


def hold_app(app: App) -> bool:
    """Keep the app from going until the transaction ends; False where it is gone already.

    Held before what hangs on it, as deleting it does, so that neither waits for the other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM accounts_app WHERE id = %s FOR KEY SHARE", [app.pk])
        return bool(cursor.rowcount)


def _authorization(app: App, by: User) -> AppAuthorization:
    """The member's for this app, held until the end of the transaction, or a new one.

    The member's own row comes first, so that two answers at once do not both make it.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    rows = AppAuthorization.objects.select_for_update(no_key=True)
    return rows.filter(app=app, member=by).first() or AppAuthorization(app=app, member=by)


def _managed(app: App, by: User) -> App:
    app = App.objects.select_for_update(no_key=True).get(pk=app.pk)
    if not policy.may_manage_app(by, app):
        raise Denied
    return app


def _checked(
    name: str, website: str, redirects: Sequence[str], *, is_public: bool
) -> dict[str, str]:
    """The values as they are kept. Raises what is wrong with them."""
    name, website = one_line(storable(name)), storable(website).strip()
    if is_blank(name) or len(name) > 60:
        raise AppNameNeeded
    if names.is_reserved(name):
        raise AppNameReserved
    if website and not is_website(website):
        raise NotAWebsite
    uris = list(dict.fromkeys(storable(uri).strip() for uri in redirects))
    if not 1 <= len(uris) <= MOST_REDIRECTS:
        raise RedirectNeeded
    for uri in uris:
        if not is_redirect(uri, is_public=is_public):
            raise NotARedirect(uri)
    return {"name": name, "website": website, "redirect_uris": "\n".join(uris)}
