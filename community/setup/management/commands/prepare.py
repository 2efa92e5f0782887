"""`manage.py prepare`: what has to be done before the first page can be served."""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from community.accounts.security.second_factor import opens_what_is_stored
from community.setup import up
from community.setup.supervisor import Trouble
from community.setup.texts import catalogues


class Command(BaseCommand):
    """Migrate, seed, compile catalogues and collect static files, where that was not done yet."""

    help = "Prepare the database, catalogues and static files, as `up` does at each start."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The same as of `up`."""
        up.add_arguments(parser)

    def handle(self, **options: Any) -> None:
        """End with one line and status 1 on trouble."""
        with up.trouble_in_one_line():
            try:
                prepare_data(demo=not options["no_demo"])
                check_encryption()
                compile_catalogues()
                collect_static(settings.DATA_DIR / "static.stamp")
            except CommandError as error:
                raise Trouble(str(error)) from error
            except OperationalError as error:
                line = " ".join(str(error).split())
                raise Trouble(f"Could not prepare the database: {line}") from error


def prepare_data(*, demo: bool) -> None:
    """The schema is this version's, and a first start has something to show."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    if demo and "seed_demo" in get_commands():
        call_command("seed_demo")
    connections.close_all()


def check_encryption() -> None:
    """The key is the one with which this database's secrets were encrypted."""
    if not opens_what_is_stored():
        message = "The encryption key does not match the stored two-factor secrets"
        raise Trouble(f"{message}: restore {settings.DATA_DIR}/encryption_key or ENCRYPTION_KEY.")


def compile_catalogues() -> None:
    """Make what Django reads of the translations. Without it pages are in English, and work."""
    try:
        catalogues.compile_all(only_stale=True)
    except (*catalogues.UNREADABLE, OSError) as error:
        sys.stderr.write(f"Could not compile the translations: {error}\n")


def collect_static(stamp: Path) -> None:
    """Gather the static files when any of them has changed since the last time."""
    now = fingerprint()
    with suppress(FileNotFoundError):
        if stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
            return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def fingerprint() -> str:
    """One value for the names, sizes and times of all sources, and for how they are stored."""
    files = sorted(
        (storage.path(name), Path(storage.path(name)).stat())
        for finder in get_finders()
        for name, storage in finder.list([])
    )
    facts = [(path, found.st_size, found.st_mtime_ns) for path, found in files]
    return hashlib.sha256(repr((settings.STORAGES, facts)).encode()).hexdigest()
