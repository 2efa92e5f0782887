"""`manage.py export_community FILE`: the whole community as lines of JSON."""

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from community.setup.backup.exporting import export_community
from community.setup.backup.files import PIPE, written
from community.setup.management.progress import Meter


class Command(BaseCommand):
    """Write beside a running product; what was there under the name is replaced at the end."""

    help = "Export the whole community to one JSON Lines file, to import it elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where it goes, and whether it may go to others."""
        parser.add_argument(
            "file",
            metavar="FILE",
            help="path that ends in .jsonl or .jsonl.gz, or - for standard output",
        )
        parser.add_argument(
            "--without-secrets",
            action="store_true",
            help="leave out passwords and two-factor authentication; members reset their password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with a line that counts, or with one line and status 1 and nothing written."""
        meter = Meter(self.stderr)
        try:
            with written(options["file"]) as file:
                secrets = not options["without_secrets"]
                tally = export_community(file, secrets=secrets, progress=meter.show)
        except OSError as error:
            raise CommandError(f"{error.filename or options['file']}: {error.strerror}.") from None
        except DatabaseError as error:
            said = " ".join(str(error).split())
            raise CommandError(f"The database is not responding: {said}") from None
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Nothing was written.") from None
        finally:
            meter.clear()
        if tally.waiting:
            self.stderr.write(
                f"{tally.waiting} pending event deliveries and emails are not included."
                " If you are moving to a new server, export again when none are pending."
            )
        out = self.stderr if options["file"] == PIPE else self.stdout
        out.write(f"Exported {tally}.", style_func=str)
