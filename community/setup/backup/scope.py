"""What belongs to a community and what does not. A new model has to be in one of the two lists.

Tables are read and written by PostgreSQL's own JSON, so a value of any type comes back as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.apps import apps
from django.db import models

# In this order, so that rows point back: what a row needs is there before it.
BELONGS = (
    "accounts.User",
    "accounts.Profile",
    "accounts.Group",
    "accounts.Audience",
    "accounts.Invitation",
    "accounts.ImportedBadge",
    "accounts.FormerName",
    "accounts.Page",
    "account.EmailAddress",
    "socialaccount.SocialAccount",
    "mfa.Authenticator",
    "events.EventRecord",
    "discussions.Thread",
    "discussions.Post",
    "discussions.Revision",
    "discussions.Like",
    "discussions.Mention",
    "discussions.Embed",
    "discussions.Reading",
    "discussions.Watch",
    "discussions.ExternalId",
    "discussions.TagGroup",
    "discussions.Tag",
    "discussions.ThreadTag",
    "discussions.Container",
    "discussions.Permission",
    "forum.Topic",
    "announcements.Announcement",
)
LEFT_OUT = {
    "accounts.App": "apps are registered for the original's address, with its secrets",
    "accounts.AppAuthorization": "members authorize apps again on the new site",
    "accounts.AppCode": "expire within a minute",
    "accounts.AppRefreshToken": "secrets of the original",
    "accounts.AppToken": "secrets of the original that expire in an hour",
    "accounts.Attempts": "rate limits of the last day",
    "accounts.Token": "secrets of the original; members create new ones",
    "accounts.IdempotencyRecord": "idempotency records of recent requests and forms",
    "account.EmailConfirmation": "links that expire in 3 days; members request new ones",
    "admin.LogEntry": "log of the Django admin; changes are events",
    "auth.Group": "of Django, unused",
    "auth.Permission": "of Django, created by migrations",
    "contenttypes.ContentType": "of Django, created by migrations",
    "events.Delivery": "pending events of the original are delivered by the original",
    "notifications.Mail": "pending emails of the original are sent by the original",
    "oauth2_provider.DeviceGrant": "of the OAuth library, unused",
    "oauth2_provider.IDToken": "of the OAuth library, for OpenID, unused",
    "sessions.Session": "members sign in again",
    "socialaccount.SocialApp": "providers are configured by environment variables",
    "socialaccount.SocialToken": "not stored",
    "usersessions.UserSession": "members sign in again",
}
SECRET = frozenset({"mfa.authenticator"})  # tables that nobody gets without secrets
BLANKED = {("accounts.user", "password"): "'!'"}  # a password that none matches
# What `migrate` itself puts into an empty community, and an import puts its own in place of.
GIVEN = {
    "accounts.user": "is_machine",
    "accounts.audience": "id = 0",
    "accounts.group": "rule <> ''",
}


@dataclass(frozen=True)
class Table:
    """One model's table, by the model's name in small letters."""

    label: str
    app: str
    name: str
    key: str
    columns: tuple[str, ...]
    null_json: frozenset[str]  # where the JSON null is a value, since there is no other null
    has_sequence: bool

    @classmethod
    def of(cls, model: type[models.Model]) -> Table:
        """Columns that PostgreSQL makes out of others are not among them."""
        meta = model._meta
        fields = [field for field in meta.local_concrete_fields if not field.generated]
        assert meta.pk is not None
        return cls(
            label=meta.label_lower,
            app=meta.app_label,
            name=meta.db_table,
            key=str(meta.pk.column),
            columns=tuple(str(field.column) for field in fields),
            null_json=frozenset(
                str(field.column)
                for field in fields
                if isinstance(field, models.JSONField) and not field.null
            ),
            has_sequence=isinstance(meta.pk, models.AutoField),
        )


def belonging() -> list[type[models.Model]]:
    """The models of BELONGS, and then those that only join two of them."""
    named = [apps.get_model(label) for label in BELONGS]
    joins = [
        field.remote_field.through
        for field in chain.from_iterable(model._meta.local_many_to_many for model in named)
    ]
    return [*named, *(model for model in joins if model._meta.auto_created)]


def tables(*, secrets: bool = True) -> Iterator[Table]:
    """The tables of a community, in the order in which they can be filled."""
    for model in belonging():
        if secrets or model._meta.label_lower not in SECRET:
            yield Table.of(model)
