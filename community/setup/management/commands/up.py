from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.setup import up


class Command(BaseCommand):
    """For the list of commands: `manage.py` itself runs `up`, without loading the apps."""

    help = up.DESCRIPTION
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        up.add_arguments(parser)

    def handle(self, **options: Any) -> None:
        up.main([up.NO_DEMO] if options["no_demo"] else [])
