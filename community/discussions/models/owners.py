"""What a thread is the discussion of: a topic, an idea, a ticket."""

from __future__ import annotations

from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models.threads import Thread

O_co = TypeVar("O_co", bound="ThreadOwner", covariant=True)


class ThreadOwnerQuerySet(models.QuerySet[O_co]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        return self.filter(thread__in=Thread.objects.visible_to(viewer))


class ThreadOwner(models.Model):
    """The base of such models. It has the thread's key, so `forum.topic:42` is thread 42; the
    thread has it by the name of its model: `thread.topic`."""

    thread = models.OneToOneField(
        Thread, models.PROTECT, primary_key=True, related_name="%(class)s", verbose_name=_("thread")
    )

    objects = ThreadOwnerQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
