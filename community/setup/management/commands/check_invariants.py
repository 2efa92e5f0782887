"""`manage.py check_invariants`: whether the data is as it must be at any moment."""

from typing import Any

from django.core.management.base import BaseCommand

from community.kernel.invariants import broken


class Command(BaseCommand):
    """Only reads. Each claim is one statement on one snapshot, so it may run beside the product."""

    help = "Check the data for consistency. Prints each violation and exits with status 1."

    def handle(self, *args: Any, **options: Any) -> None:
        """Worth a run after a restore, an import or a crash."""
        lines = broken()
        for line in lines:
            self.stdout.write(line)
        if lines:
            raise SystemExit(1)
        self.stdout.write("No violations found.")
