import re
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from community.kernel import scopes

PAGE = settings.BASE_DIR / "docs" / "api.md"
HEAD = "| scope | allows |\n|---|---|\n"


class Command(BaseCommand):
    help = "Print docs/api.md with every scope in its table."

    def handle(self, **options: Any) -> None:
        rows = "".join(f"| `{scope}` | {words} |\n" for scope, words in scopes.known().items())
        table = re.compile(re.escape(HEAD) + r"(?:\|.*\n)*")
        self.stdout.write(table.sub(lambda _: HEAD + rows, PAGE.read_text()), ending="")
