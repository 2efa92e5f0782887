"""`manage.py postgresql pg_dump …`: PostgreSQL's own programs against this site's database."""

import os
import shutil
import subprocess
from argparse import REMAINDER
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from community.setup.embedded import PostgreSQL

PROGRAMS = ("pg_dump", "pg_restore", "psql")


class Command(BaseCommand):
    """The programs are those of the embedded server, or with DATABASE_URL those on the PATH."""

    help = "Run pg_dump, pg_restore or psql against the site's database."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """All that follows the program's name is the program's own."""
        parser.add_argument("program", choices=PROGRAMS)
        parser.add_argument("arguments", nargs=REMAINDER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit as the program does; nobody sees the password on a command line."""
        where = connection.get_connection_params()
        told = {
            "PGHOST": where.get("host"),
            "PGPORT": where.get("port"),
            "PGUSER": where.get("user"),
            "PGPASSWORD": where.get("password"),
            "PGDATABASE": where["dbname"],
        }
        environment = os.environ | {name: str(value) for name, value in told.items() if value}
        done = subprocess.run(  # noqa: S603 - one of three programs
            [_path_of(options["program"]), *options["arguments"]], env=environment, check=False
        )
        if done.returncode:
            raise SystemExit(done.returncode)


def _path_of(program: str) -> str:
    if not os.environ.get("DATABASE_URL"):
        return str(PostgreSQL(settings.DATA_DIR).programs / program)
    if path := shutil.which(program):
        return path
    raise CommandError(f"{program} is not installed: install the PostgreSQL client programs.")
