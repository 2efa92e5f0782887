"""`manage.py makemessages`: collect the texts to translate, without the programs of GNU gettext."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from community.setup.texts import catalogues


class Command(BaseCommand):
    """Replaces Django's command of this name, which runs xgettext."""

    help = "Bring the catalogues in community/locale up to date with the texts in the code."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """A catalogue is made by naming its language."""
        parser.add_argument("--locale", "-l", default="", help="also create this one, such as de")

    def handle(self, *, locale: str, **_options: Any) -> None:
        """Say which catalogues there are, and how much of them is translated."""
        if locale and locale not in dict(settings.LANGUAGES):
            known = ", ".join(code for code, _name in settings.LANGUAGES)
            raise CommandError(f"LANGUAGES has no {locale}. It has {known}.")
        for path in catalogues.update(settings.BASE_DIR, locale):
            done, total = catalogues.progress(path)
            self.stdout.write(f"{path}: {done} of {total} texts translated")
