"""`manage.py rebuild_search`: read again all that can be found, beside the running product."""

import time
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from community.kernel.progress import Bar
from community.search import registration
from community.search.indexing import actions_rebuild
from community.search.registration import Source

EVERY = 10.0  # seconds from one line to the next where no terminal is


class Command(BaseCommand):
    """Stopped or killed, it goes on from there when it is called again."""

    help = "Index everything again for search. Run again after an interruption, it continues."

    def add_arguments(self, parser: CommandParser) -> None:
        """Without any, all sources are read."""
        parser.add_argument("--source", help="only this source, such as discussions.post")
        parser.add_argument("--kind", default="", help="only this kind, such as forum.topic")
        parser.add_argument(
            "--restart", action="store_true", help="begin at the start, not where it was stopped"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """End with a line for each source."""
        known = {source.name: source for source in registration.sources()}
        kinds = {kind.name for kind in registration.kinds()}
        name, kind = options["source"], options["kind"]
        if name and name not in known:
            raise CommandError(f"No such source. Choose from: {', '.join(sorted(known))}.")
        if kind and kind not in kinds:
            raise CommandError(f"No such kind. Choose from: {', '.join(sorted(kinds))}.")
        self.bar = Bar(self.stdout)
        try:
            for source in [known[name]] if name else known.values():
                self._rebuild(source, kind, is_fresh=options["restart"])
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run the command again to continue.") from None
        finally:
            self.bar.clear()

    def _rebuild(self, source: Source, kind: str, *, is_fresh: bool) -> None:
        after = actions_rebuild.start(source, kind=kind, is_fresh=is_fresh)
        if after:
            self.stdout.write(f"{source.name}: continues after ID {after}.")
        whole = source.count()
        began = told = time.monotonic()
        seen = documents = 0
        for step in actions_rebuild.steps(source, kind=kind):
            seen, documents = seen + step.objects, documents + step.documents
            now = time.monotonic()
            rate = seen / max(now - began, 0.001)
            self.bar(source.name, min(seen / max(whole, 1), 1.0), f", {rate:,.0f}/s")
            if not self.stdout.isatty() and now - told >= EVERY:
                told = now
                self.stdout.write(f"{source.name}: {seen} of {whole}, {rate:.0f} per second")
        self.bar.clear()
        self.stdout.write(f"{source.name}: {documents} documents.")
