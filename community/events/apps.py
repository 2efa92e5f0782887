from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from community.kernel.backup import Backup


class EventsConfig(AppConfig):
    name = "community.events"
    label = "events"
    verbose_name = _("Events")
    backup = Backup(
        models=["events.EventRecord"],
        left_out={
            "events.Delivery": "pending events of the original are delivered by the original"
        },
    )

    def ready(self) -> None:
        autodiscover_modules("subscribers")
        post_migrate.connect(_make_partitions, sender=self)


def _make_partitions(**_: object) -> None:
    # cycle: this module is loaded before the database is configured
    from community.events.partitions import make_partitions  # noqa: PLC0415

    make_partitions()
