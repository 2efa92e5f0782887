"""The log of what happened, and what is still to be told. Written by the outbox and the relay."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now

TRIES = 8


class EventRecord(models.Model):
    """One fact. Written with the change it describes; read by everyone else; never changed.

    The table is partitioned by month of `occurred_at`, so its real key is (id, occurred_at):
    whoever looks for one event names both.
    """

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_at = models.DateTimeField(db_default=Now())
    request_id = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self) -> Self:
        return self.filter(attempts__lt=TRIES, next_at__lte=Now())

    def parked(self) -> Self:
        return self.filter(attempts__gte=TRIES)


class Delivery(models.Model):
    """One event that one subscriber has still to handle. No row left = handled."""

    event_id = models.BigIntegerField()
    occurred_at = models.DateTimeField()  # with event_id the event's key, partition included
    subscriber = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_at = models.DateTimeField(db_default=Now())
    error = models.TextField(blank=True, db_default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "event_id"], name="events_delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} <- #{self.event_id}"
