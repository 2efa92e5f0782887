import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.accounts.people.actions import make_administrator


class Command(BaseCommand):
    help = "Make NAME an administrator (created if missing), with a new password that is printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *, name: str, **options: Any) -> None:
        password = secrets.token_urlsafe(12)
        member = make_administrator(username=name, password=password)
        self.stdout.write(f"Administrator: {member.username}   Password: {password}")
