"""`manage.py import_stackexchange DIR`: members, questions and answers of a public dump."""

from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError

from community.kernel.text import slug
from community.setup.importers import Import
from community.setup.stackexchange import Unreadable


class Command(BaseCommand):
    """Bring a dump in; run again, it goes on where it was stopped and brings nothing in twice."""

    help = "Import the members, questions and answers of a Stack Exchange data dump."

    def add_arguments(self, parser: CommandParser) -> None:
        """The site's name keeps its numbers apart from those of other sites."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="holds Users.xml, Posts.xml")
        parser.add_argument("--category", metavar="SLUG", help="where the topics go; made if new")
        parser.add_argument("--site", metavar="NAME", help="the dump's name, else its folder's")

    def handle(self, *args: Any, **options: Any) -> None:
        """End with a line that counts; one line and status 1 when the dump cannot be read."""
        folder: Path = options["folder"]
        site = (options["site"] or folder.resolve().name)[:60]
        try:
            run = Import(folder, site=site, complain=self._complain, progress=self._show)
            tally = run.run(category_slug=options["category"] or slug(site))
        except Unreadable as why:
            raise CommandError(f"{why}.") from None
        except OperationalError as error:
            said = " ".join(str(error).split())
            raise CommandError(f"The database does not answer: {said}") from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again to go on.") from None
        self._show("", 1)
        self.stdout.write(
            f"Imported from {site}: {tally.members} members, {tally.topics} topics, "
            f"{tally.posts} posts; {tally.skipped} rows skipped."
        )

    def _complain(self, line: str) -> None:
        self.stderr.write(line)

    def _show(self, what: str, share: float) -> None:
        """A line of its own on a terminal, written over each time; nothing elsewhere."""
        if self.stdout.isatty():
            line = f"{what}: {share:4.0%}" if what else ""
            self.stdout.write(f"\r{line:<40}\r", ending="")
            self.stdout.flush()
