"""`manage.py seed_demo`: something to look at, on the first start only."""

from typing import Any

from django.core.management.base import BaseCommand

from community.setup.demo import seed


class Command(BaseCommand):
    """`manage.py up` calls this at each start."""

    help = "Fill an empty community with demo content and create its administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says the password once; with any member there, it does and says nothing."""
        if password := seed():
            self.stdout.write(f"Administrator: admin   Password: {password}")
            self.stdout.write("Sign in with these. The password is not shown again.")
