"""Where imported rows come from, so that nothing is brought in twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self, TypeVar

from django.db import models
from django.db.models import Model, OuterRef, QuerySet

from community.kernel.text import fold, number, number_of

T = TypeVar("T", bound=Model)


def lock_of(site: str) -> int:
    """The key of the advisory lock that keeps two imports of a site apart."""
    return number_of(fold(f"import {site}"))


def key_of(external_id: str) -> int:
    """What stands for an identifier of another place: a plain number for itself.

    Any other is a number below zero, so that the two never meet, and no old address leads to it.
    """
    plain = number(external_id)
    if plain is not None and str(plain) == external_id:
        return plain
    return -1 - number_of(external_id)


class ExternalIdQuerySet(models.QuerySet["ExternalId"]):
    def of_number(self, key: int, *, site: str = "") -> Self:
        """What had this number, on that site or on any."""
        found = self.filter(key=key)
        return found.filter(site=site) if site else found

    def ids(self, *, site: str, kind: str, external_ids: Iterable[str]) -> dict[str, int]:
        """What each of these is here, of those that came from that site."""
        keys = {key_of(external_id): external_id for external_id in external_ids}
        if not keys:
            return {}
        found = self.filter(site=site, kind=kind, key__in=keys).values_list("key", "object_id")
        return {keys[key]: object_id for key, object_id in found}

    def first_of(self, kind: str, rows: QuerySet[T]) -> T | None:
        """Of these rows the one that came first as such, in one query."""
        came = self.filter(kind=kind, object_id=OuterRef("pk")).order_by("pk").values("pk")[:1]
        wanted = rows.filter(pk__in=self.filter(kind=kind).values("object_id"))
        return wanted.annotate(came=came).order_by("came").first()


class ExternalId(models.Model):
    """What a row was called on the site that it was brought in from."""

    class Kind(models.TextChoices):
        USER = "user"  # the member
        NAME = "name"  # a member who stands for all who had only this name there
        QUESTION = "question"  # the thread
        ANSWER = "answer"  # the post
        COMMENT = "comment"  # the post; counted apart from answers there
        TOLD = "told"  # the last id that an event has told of; its key is 0

    site = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.BigIntegerField()
    object_id = models.BigIntegerField()

    objects = ExternalIdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "key"], name="discussions_externalid_once"
            ),
        ]
        indexes = [models.Index(fields=["key", "kind"], name="discussions_externalid_number")]

    def __str__(self) -> str:
        return f"{self.site}: {self.kind} {self.key}"
