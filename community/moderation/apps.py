from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from community.kernel import scopes
from community.kernel.backup import Backup


class ModerationConfig(AppConfig):
    name = "community.moderation"
    label = "moderation"
    verbose_name = _("Moderation")
    backup = Backup(
        models=[
            "moderation.WordFilter",
            "moderation.ReviewItem",
            "moderation.ReviewNote",
            "moderation.Flag",
            "moderation.Sanction",
            "moderation.Appeal",
            "moderation.LogEntry",
        ]
    )

    def ready(self) -> None:
        scopes.register(
            "moderation",
            read=_("Read the review queue and what moderators know of members"),
            write=_("Decide in the review queue, and warn, silence or suspend members"),
        )
        # cycle: this module is loaded before the models are
        from community.moderation import events as known_in_all_processes  # noqa: F401, PLC0415

        autodiscover_modules("moderation", "screening")
