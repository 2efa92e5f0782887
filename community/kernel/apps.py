from collections.abc import Sequence
from importlib import import_module
from typing import Any

from allauth.socialaccount.apps import SocialAccountConfig as AllSocialAccountConfig
from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.contrib.staticfiles.apps import StaticFilesConfig as AllStaticFilesConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules

from community.kernel import pseudo
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
        if settings.PSEUDO_LANGUAGES:
            pseudo.install()
        autodiscover_modules("jobs", "health", "subjects")


class AdminConfig(SimpleAdminConfig):
    """The admin on our own site, which takes only classes that act through actions."""

    default_site = "community.kernel.admin.Site"

    def ready(self) -> None:
        """The admin's classes are found by `urls.py`, since only the web process shows them, and
        before they are checked."""
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_admin, checks.Tags.admin)


def _check_admin(**options: Any) -> Sequence[checks.CheckMessage]:
    # cycle: the admin imports models
    from django.contrib import admin  # noqa: PLC0415

    admin.autodiscover()
    return check_admin_app(**options)


class SocialAccountConfig(AllSocialAccountConfig):  # type: ignore[misc]
    """The providers are loaded with the URLs, which only the web process needs: each of them
    imports a client for HTTP."""

    def ready(self) -> None:
        import_module("allauth.socialaccount.checks")


class StaticFilesConfig(AllStaticFilesConfig):
    """Other packages' source maps stay where they are: 7 MB to hash and compress for nobody."""

    ignore_patterns = [*AllStaticFilesConfig.ignore_patterns, "*.map"]
