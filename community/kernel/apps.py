from typing import Any, cast

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as AllStaticFilesConfig
from django.utils.module_loading import autodiscover_modules

from community.kernel.backup import Backup


class KernelConfig(AppConfig):
    name = "community.kernel"
    label = "kernel"
    default = True
    backup = Backup(
        left_out={
            "admin.LogEntry": "log of the Django admin; changes are events",
            "auth.Group": "of Django, unused",
            "auth.Permission": "of Django, created by migrations",
            "contenttypes.ContentType": "of Django, created by migrations",
        }
    )

    def ready(self) -> None:
        autodiscover_modules("jobs", "health", "subjects")


class AdminConfig(SimpleAdminConfig):
    """The admin on our own site, which takes only classes that act through actions."""

    default_site = "community.kernel.admin.Site"

    def ready(self) -> None:
        super().ready()
        cast("Any", self.module).autodiscover()


class StaticFilesConfig(AllStaticFilesConfig):
    """Other packages' source maps stay where they are: 7 MB to hash and compress for nobody."""

    ignore_patterns = [*AllStaticFilesConfig.ignore_patterns, "*.map"]
