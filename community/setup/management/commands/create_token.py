import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.accounts.models import User
from community.accounts.tokens.actions import DAYS, make_token
from community.kernel import scopes
from community.kernel.errors import RuleViolation
from community.kernel.text import fold


class Command(BaseCommand):
    help = "Create an access token for USERNAME and print it on standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--scope",
            action="extend",
            nargs="+",
            required=True,
            metavar="SCOPE",
            help=f"scopes of the token, one or more of: {', '.join(scopes.known())}",
        )
        parser.add_argument("--name", default="Command line", help="name of the token")
        period = parser.add_mutually_exclusive_group()
        period.add_argument(
            "--days", type=int, default=DAYS, help=f"days until it expires (default: {DAYS})"
        )
        period.add_argument("--never", action="store_true", help="the token does not expire")

    def handle(
        self, *, username: str, scope: list[str], name: str, days: int, never: bool, **_: Any
    ) -> None:
        asked = [one for given in scope for one in re.split(r"[\s,]+", given) if one]
        member = User.objects.filter(folded_username=fold(username), is_machine=False).first()
        if member is None:
            raise CommandError(f"No member has the username {username}.")
        if unknown := sorted(set(asked) - scopes.known().keys()):
            there = ", ".join(scopes.known())
            raise CommandError(f"Unknown scope: {', '.join(unknown)}. Available scopes: {there}.")
        by = User.objects.get(is_machine=True)
        try:
            token, secret = make_token(
                member=member, name=name, scopes=asked, days=None if never else days, by=by
            )
        except RuleViolation as error:
            raise CommandError(
                f"Could not create a token for {member.username}: {error}"
            ) from error
        expires = f"expires {token.expires_at:%Y-%m-%d}" if token.expires_at else "never expires"
        told = f"Token for {member.username} ({', '.join(token.scopes)}), {expires}:"
        self.stderr.write(told, style_func=str)
        self.stdout.write(secret)
