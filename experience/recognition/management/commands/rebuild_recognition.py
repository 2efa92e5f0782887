"""`manage.py rebuild_recognition`: reputation, badges and tallies again, from the event log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.kernel.progress import Bar
from experience.recognition.ledger.actions_rebuild import LogIsIncomplete, rebuild, size_of_log


class Command(BaseCommand):
    """Pages show what was until it is done; what happens meanwhile is counted after it."""

    help = (
        "Count contributions, reputation, tallies and badges again, from the whole event log."
        " Nobody is notified. Leaderboards follow within the hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force",
            action="store_true",
            help="also if the log lacks events that were counted, and so points are lost",
        )

    def handle(self, *, force: bool, **_options: Any) -> None:
        """End with one line on standard error if the log is incomplete."""
        bar, total = Bar(self.stdout), max(size_of_log(), 1)
        try:
            done = rebuild(
                is_forced=force,
                progress=lambda number: bar("Counting events", min(number / total, 1)),
            )
        except LogIsIncomplete as error:
            raise CommandError(
                "Events were counted that are no longer in the log, so members would lose what"
                " they earned by them. Use --force to count the others all the same."
            ) from error
        bar.clear()
        self.stdout.write(f"{done} events were counted.")
