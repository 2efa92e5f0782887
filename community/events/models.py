"""The log of what happened, and what is still to be told. Written by the outbox and the relay."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

TRIES = 8


class EventRecord(models.Model):
    """One fact. Written with the change it describes; read by everyone else; never changed.

    The table is partitioned by month of `occurred_at`, so its real key is (id, occurred_at):
    whoever looks for one event names both.
    """

    name = models.CharField(_("name"), max_length=80)
    payload = models.JSONField(_("payload"))
    occurred_at = models.DateTimeField(_("occurred at"), db_default=Now())
    request_id = models.CharField(_("request ID"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("event record")
        verbose_name_plural = _("event records")

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self) -> Self:
        return self.filter(attempts__lt=TRIES, next_at__lte=Now())

    def parked(self) -> Self:
        return self.filter(attempts__gte=TRIES)


class Delivery(models.Model):
    """One event that one subscriber has still to handle. No row left = handled."""

    event_id = models.BigIntegerField(_("event ID"))
    occurred_at = models.DateTimeField(  # with event_id the event's key, partition included
        _("occurred at")
    )
    subscriber = models.CharField(_("subscriber"), max_length=120)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    next_at = models.DateTimeField(_("next attempt at"), db_default=Now())
    error = models.TextField(_("error"), blank=True, db_default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "event_id"], name="events_delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} <- #{self.event_id}"
