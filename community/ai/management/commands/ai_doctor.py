"""`manage.py ai_doctor`: which model does each task, what the others lack, and a sample of each."""

from typing import Any

from django.core.management.base import BaseCommand

from community.ai.management import doctor


class Command(BaseCommand):
    """Works without weights, network, worker and rows; it only reads."""

    help = (
        "Print which backend does each task, what the others lack, hashes of weights, thresholds,"
        " a sample of each, and whether the worker of models answers. The exit status is 1 if a"
        " setting names a backend that cannot be used."
    )
    requires_system_checks = []

    def handle(self, **_options: Any) -> None:
        for line in doctor.report():
            self.stdout.write(line)
        if wrong := doctor.wrong_settings():
            for line in wrong:
                self.stderr.write(line)
            raise SystemExit(1)
