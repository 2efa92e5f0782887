"""`manage.py import_community FILE`: what `export_community` wrote, back again."""

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from community.setup.backup.actions import Import
from community.setup.backup.files import opened
from community.setup.backup.lines import Refused
from community.setup.management.progress import Meter


class Command(BaseCommand):
    """Into an empty community only, and whole or not at all."""

    help = "Import a file written by export_community into an empty installation."

    def add_arguments(self, parser: CommandParser) -> None:
        """Packed or not is seen from the file."""
        parser.add_argument(
            "file", metavar="FILE", help="the exported file, or - for standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with a line that counts, or with one line and status 1 and nothing changed."""
        meter = Meter(self.stderr)
        try:
            with opened(options["file"]) as file:
                run = Import(file, progress=meter.show)
                run.run()
        except Refused as why:
            raise CommandError(f"{why}.") from None
        except OSError as error:
            raise CommandError(f"{error.filename or options['file']}: {error.strerror}.") from None
        except DatabaseError as error:
            said = " ".join(str(error).split())
            raise CommandError(f"The database is not responding: {said}") from None
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Nothing was imported.") from None
        finally:
            meter.clear()
        for note in run.notes:
            self.stderr.write(note)
        self.stdout.write(f"Imported {run.tally}.")
