from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from community.kernel.backup import Backup


class WidgetConfig(AppConfig):
    name = "community.widget"
    label = "widget"
    verbose_name = _("Widget")
    backup = Backup(
        models=[],
        left_out={
            "widget.WidgetSite": "secrets of the original; other sites get new keys",
            "widget.WidgetIdentity": "belongs to a site",
        },
    )

    def ready(self) -> None:
        autodiscover_modules("widget")
