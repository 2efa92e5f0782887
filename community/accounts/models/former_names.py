"""Names that members gave up. For a year each leads to who bore it, and nobody else may take it.

The rows stay after that, so that an old text goes on meaning who was meant when it was written.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from community.accounts.models.people import User
from community.kernel.text import fold

RESERVED_FOR = timedelta(days=365)
MOST = 5  # names that one member may hold so by renaming themselves


class FormerNameQuerySet(models.QuerySet["FormerName"]):
    def reserved(self) -> Self:
        return self.filter(reserved_until__gt=timezone.now())


class FormerName(models.Model):
    member = models.ForeignKey(User, models.CASCADE, related_name="former_names")
    folded_name = models.CharField(max_length=200)
    reserved_until = models.DateTimeField()

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folded_name", "member"], name="accounts_formername_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folded_name}, given up by {self.member_id}"


def reserved(folded: Collection[str], *, but_for: User | None = None) -> set[str]:
    """Those of the folded names that somebody gave up lately, other than `but_for`."""
    rows = FormerName.objects.reserved().filter(folded_name__in=folded)
    if but_for is not None:
        rows = rows.exclude(member=but_for.pk)
    return set(rows.values_list("folded_name", flat=True))


def formerly_named(viewer: User | AnonymousUser, username: str) -> User:
    """Who gave this name up within the year. Raises User.DoesNotExist."""
    rows = FormerName.objects.reserved().filter(folded_name=fold(username))
    people = User.objects.visible_to(viewer).select_related("profile")
    found = people.filter(pk__in=rows.values("member")).order_by("pk").first()
    if found is None:
        raise User.DoesNotExist
    return found
