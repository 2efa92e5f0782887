from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from community.kernel.backup import Backup

COMPUTED = "computed again by the worker"  # no translation: for a command


class AiConfig(AppConfig):
    name = "community.ai"
    label = "ai"
    verbose_name = _("Models")
    backup = Backup(
        models=[],
        left_out={
            "ai.Sentiment": COMPUTED,
            "ai.Progress": COMPUTED,
            "ai.TrainedModel": COMPUTED,
        },
    )

    def ready(self) -> None:
        autodiscover_modules("ai")
