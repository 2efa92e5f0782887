from typing import Any, cast

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "community.kernel"
    label = "kernel"
    default = True

    def ready(self) -> None:
        autodiscover_modules("work", "health")


class AdminConfig(SimpleAdminConfig):
    """The admin on our own site, which takes only classes that act through actions."""

    default_site = "community.kernel.admin.Site"

    def ready(self) -> None:
        super().ready()
        cast("Any", self.module).autodiscover()
