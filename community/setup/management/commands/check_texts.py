"""`manage.py check_texts`: all texts for people can be translated, and catalogues are sound."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from community.setup.texts import catalogues, unmarked
from community.setup.texts.labels import unlabelled


class Command(BaseCommand):
    """Needs neither a database nor servers: it only reads files."""

    help = "List the texts that are not marked for translation, and errors in catalogues."
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, **_options: Any) -> None:
        """End with status 1 if there is any."""
        root = settings.BASE_DIR
        lines = [
            f"{name}:{found.line}: {found.text}" + (f" ({found.why})" if found.why else "")
            for name, found in [*unmarked(root), *unlabelled(root)]
        ]
        if lines:
            self.stdout.write("\n".join(lines))
        faults = list(catalogues.faults())
        if faults:
            self.stdout.write("\n".join(faults))
        if lines or faults:
            told = f"{len(lines)} texts are not marked for translation"
            raise CommandError(f"{told}, and catalogues have {len(faults)} errors: docs/style.md.")
