import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.accounts.access.actions import DAYS, make_token
from community.accounts.models import User
from community.kernel import scopes
from community.kernel.errors import RuleViolation
from community.kernel.text import fold


class Command(BaseCommand):
    help = "Print a new access token of USERNAME, alone on a line, for a program to act as them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--scope",
            action="extend",
            nargs="+",
            required=True,
            metavar="SCOPE",
            help=f"what it may do, one or more of: {', '.join(scopes.known())}",
        )
        parser.add_argument("--name", default="Command line", help="to know it again")
        period = parser.add_mutually_exclusive_group()
        period.add_argument("--days", type=int, default=DAYS, help=f"it is good for; {DAYS}")
        period.add_argument("--never", action="store_true", help="it does not expire")

    def handle(
        self, *, username: str, scope: list[str], name: str, days: int, never: bool, **_: Any
    ) -> None:
        asked = [one for given in scope for one in re.split(r"[\s,]+", given) if one]
        member = User.objects.filter(folded_username=fold(username), is_machine=False).first()
        if member is None:
            raise CommandError(f"There is no member of the name {username}.")
        if unknown := sorted(set(asked) - scopes.known().keys()):
            there = ", ".join(scopes.known())
            raise CommandError(f"No such scope: {', '.join(unknown)}. There are: {there}.")
        by = User.objects.get(is_machine=True)
        try:
            token, secret = make_token(
                member=member, name=name, scopes=asked, days=None if never else days, by=by
            )
        except RuleViolation as error:
            raise CommandError(f"No token for {member.username}: {error}") from error
        until = f"until {token.expires_at:%Y-%m-%d}" if token.expires_at else "without end"
        told = f"A token of {member.username} for {', '.join(token.scopes)}, {until}:"
        self.stderr.write(told, style_func=str)
        self.stdout.write(secret)
