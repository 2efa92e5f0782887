from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from community.kernel import scopes
from community.kernel.backup import Backup

REBUILT = "made again by `manage.py rebuild_search`"


class SearchConfig(AppConfig):
    name = "community.search"
    label = "search"
    verbose_name = _("Search")
    backup = Backup(
        models=[],
        left_out={
            "search.Document": REBUILT,
            "search.Vector": "computed again by the worker",
            "search.Outdated": REBUILT,
            "search.Unsent": REBUILT,
            "search.Rebuild": REBUILT,
            "search.Word": REBUILT,
            "search.SearchCount": "statistics of the original",
        },
    )

    def ready(self) -> None:
        scopes.register(
            "searches",
            read=_("Read your recent searches"),
            write=_("Clear your recent searches"),
        )
        import_module("community.search.people")  # of accounts, which cannot know of search
        autodiscover_modules("search")
