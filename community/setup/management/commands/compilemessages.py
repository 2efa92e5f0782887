"""`manage.py compilemessages`: make what Django reads from the catalogues, with Babel."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.setup.texts import catalogues


class Command(BaseCommand):
    """Replaces Django's command of this name, which runs msgfmt."""

    help = "Write a .mo file for each catalogue in community/locale. `up` does so at each start."
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, **_options: Any) -> None:
        """Say what was written, and which catalogues could not be (CommandError)."""
        try:
            for path in catalogues.compile_all():
                self.stdout.write(f"{path}")
        except ValueError as error:
            raise CommandError(str(error)) from error
