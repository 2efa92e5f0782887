from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.accounts.models import User
from community.accounts.tokens.actions import make_service_account
from community.kernel.errors import RuleViolation


class Command(BaseCommand):
    help = (
        "Create an account for a bot, which authenticates with access tokens only (create_token)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *, name: str, **options: Any) -> None:
        try:
            bot = make_service_account(username=name, by=User.objects.get(is_machine=True))
        except RuleViolation as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Service account: {bot.username}")
