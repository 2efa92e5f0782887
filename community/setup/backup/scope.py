"""What belongs to a community and what does not: each app's `AppConfig.backup` says it.

Tables are read and written by PostgreSQL's own JSON, so a value of any type comes back as it was.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from django.apps import apps
from django.db import models

from community.kernel.backup import Backup


def backups() -> list[Backup]:
    """What each app says, from the lowest app to the highest: a row comes after those that it
    refers to."""
    configs = reversed([*apps.get_app_configs()])
    return [config.backup for config in configs if hasattr(config, "backup")]


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
    """The models of a community, and then those that only join two of them."""
    named = [apps.get_model(label) for backup in backups() for label in backup.models]
    joins = [
        field.remote_field.through
        for field in chain.from_iterable(model._meta.local_many_to_many for model in named)
    ]
    return [*named, *(model for model in joins if model._meta.auto_created)]


def tables(*, secrets: bool = True) -> Iterator[Table]:
    """The tables of a community, in the order in which they can be filled."""
    secret = {label for backup in backups() for label in backup.secret}
    for model in belonging():
        if secrets or model._meta.label_lower not in secret:
            yield Table.of(model)


def created_by_migrate() -> Mapping[str, str]:
    """SQL conditions, by label, of the rows that an import replaces."""
    return ChainMap(*(dict(backup.created) for backup in backups()))


def blanked() -> Mapping[tuple[str, str], str]:
    """SQL in place of a value in an export without secrets, by label and column."""
    return ChainMap(*(dict(backup.blanked) for backup in backups()))
