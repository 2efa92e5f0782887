"""`manage.py rebuild_elasticsearch`: all documents into a new index, beside the running product."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.kernel.progress import Bar
from community.search.backends.interface import BackendUnavailable
from community.search.models import Document


class Command(BaseCommand):
    """Searches are answered all the while: the new index takes the old one's place in one step."""

    help = (
        "Fill a new Elasticsearch index from the search documents, then search that one and delete"
        " the old one. A run that was stopped goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--restart",
            action="store_true",
            help="start again instead of going on with a stopped run",
        )

    def handle(self, *, restart: bool, **_options: Any) -> None:
        """End with one line on standard error if Elasticsearch does not answer."""
        if not settings.ELASTICSEARCH_URL:
            raise CommandError("Set ELASTICSEARCH_URL to the address of an Elasticsearch 8 server.")
        try:
            self.stdout.write(f"{self._rebuild(is_fresh=restart)} documents are in the new index.")
        except BackendUnavailable as error:
            raise CommandError(f"Elasticsearch: {error}. Run it again to go on.") from error

    def _rebuild(self, *, is_fresh: bool) -> int:
        from community.search.elastic import actions  # noqa: PLC0415 - 20 MB

        bar = Bar(self.stdout)
        done = actions.begin_rebuild(is_fresh=is_fresh)
        total = max(Document.objects.count(), 1)
        while not (step := actions.continue_rebuild()).is_finished:
            done += step.done
            actions.send_unsent()  # the worker's turns are short beside a rebuild
            bar("Filling the new index", done / total)
        bar.clear()
        actions.remove_old_indices()
        return done
