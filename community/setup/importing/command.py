"""What every `manage.py import_…` does: open its source, run it, say what came of it."""

from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError

from community.kernel.progress import Bar
from community.kernel.text import slug
from community.setup.importers import SOURCES
from community.setup.importing.records import Unreadable
from community.setup.importing.run import Run


class ImportCommand(BaseCommand):
    """Bring a community in; run again, it goes on where it was stopped, and nothing comes twice.

    A command of its own says which `kind` of source it opens, and what its path is.
    """

    kind: ClassVar[str]  # of importers.SOURCES
    metavar: ClassVar[str] = "DIR"
    holds: ClassVar[str] = ""  # what is expected there

    def add_arguments(self, parser: CommandParser) -> None:
        """The site's name keeps its numbers apart from those of other sites."""
        parser.add_argument("path", type=Path, metavar=self.metavar, help=self.holds)
        parser.add_argument(
            "--category",
            metavar="SLUG",
            help="category for the topics, created if it does not exist (default: the site)",
        )
        parser.add_argument(
            "--site",
            metavar="NAME",
            help="name of the source, keeps its IDs apart from others (default: the path)",
        )
        parser.add_argument(
            "--url",
            metavar="ADDRESS",
            help="address of the old site, for links to the original posts",
        )

    def own_options(self, options: dict[str, Any]) -> dict[str, Any]:
        """What only this kind of source takes."""
        return {}

    def handle(self, *args: Any, **options: Any) -> None:
        """End with a line that counts; one line and status 1 where it cannot be read."""
        path: Path = options["path"]
        site = (options["site"] or path.resolve().stem)[:60]
        self.skipped, self.shortened, self.bar = 0, 0, Bar(self.stdout)
        opens = SOURCES[self.kind]
        try:
            told: dict[str, Any] = {"complain": self._complain, "progress": self.bar}
            own = self.own_options(options)
            source = opens(path, site=site, url=address(options["url"]), **told, **own)
            category = options["category"] or slug(site)
            tally = Run(source, category_slug=category, warn=self._warn, **told).run()
        except Unreadable as why:
            raise CommandError(f"{why}.") from None
        except OperationalError as error:
            said = " ".join(str(error).split())
            raise CommandError(f"The database is not responding: {said}") from None
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run the command again to continue.") from None
        finally:
            self.bar.clear()
        ideas = f"{tally.ideas} ideas, " if own.get("has_feedback") else ""
        self.stdout.write(
            f"Imported from {site}: {tally.members} members, {tally.topics} topics, {ideas}"
            f"{tally.posts} posts, {tally.badges} badges. Rows skipped: {self.skipped}."
        )
        if self.shortened:
            self.stdout.write(f"Posts shortened: {self.shortened}.")
        for note in source.notes():
            self.stdout.write(note)

    def _complain(self, line: str) -> None:
        self.skipped += 1
        self._tell(line)

    def _warn(self, line: str) -> None:
        self.shortened += 1
        self._tell(line)

    def _tell(self, line: str) -> None:
        self.bar.clear()
        self.stderr.write(line)


def address(text: str | None) -> str:
    """The address of a site, without a slash at its end; none where none was given."""
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise CommandError("--url must start with https:// or http://")
    return text.rstrip("/")
