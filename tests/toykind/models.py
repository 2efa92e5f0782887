from typing import ClassVar

from django.db import models

from community.discussions.models import Container, ThreadOwner
from community.discussions.models.containers import OfKind


class Board(Container):
    """A container of notes."""

    KIND: ClassVar[str] = "toykind.board"

    objects: ClassVar[OfKind["Board"]] = OfKind()

    class Meta:
        proxy = True


class Letter(ThreadOwner):
    """A private thread between named members."""

    answers_count = models.PositiveIntegerField(default=0)


class Effect(models.Model):
    """What a subscriber made of an event. Nothing here stops a second one: a test would see it."""

    subscriber = models.CharField(max_length=40)
    event_id = models.BigIntegerField()
    n = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.subscriber} heard {self.n} (#{self.event_id})"
