"""The commands of docs/backup.md, as they stand there: what is dumped is there after a restore."""

import os
import re
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from community.setup.embedded import PostgreSQL, Running
from tests.conftest import run_sql
from tests.factories import PostFactory
from tests.processes import address_of_the_test_database, environment
from tests.stack import ROOT

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True),
]

GUIDE = (ROOT / "docs/backup.md").read_text()
COMMANDS = re.findall(r"^```bash\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
COUNTS = """
    SELECT (SELECT count(*) FROM discussions_post), (SELECT max(source) FROM discussions_post),
           (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal),
           (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_indexes)
"""


@pytest.fixture
def embedded():
    """An empty database of a data folder, as `manage.py up` runs it."""
    folder = Path(tempfile.mkdtemp(prefix="community-test-"))
    folder.chmod(0o755)
    server = PostgreSQL(folder, durable=False)
    try:
        with Running(server, folder / "log"):
            yield server
    finally:
        server.remove()


@pytest.fixture
def empty_database(embedded):
    name = f"{connection.settings_dict['NAME']}_restored"
    run_sql(f"CREATE DATABASE {name}")
    yield address_of_the_test_database().replace(connection.settings_dict["NAME"], name)
    run_sql(f"DROP DATABASE {name} WITH (FORCE)")


def run(command, folder, programs, **own):
    command = command.replace(".venv/bin/python manage.py", f"{sys.executable} {ROOT}/manage.py")
    variables = environment(DJANGO_SETTINGS_MODULE="community.settings", **own)
    variables["PATH"] = f"{programs}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", command], cwd=folder, env=variables, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def counted(address):
    with closing(psycopg2.connect(address)) as asking, asking.cursor() as cursor:
        cursor.execute(COUNTS)
        return cursor.fetchone()


def test_what_is_dumped_is_there_after_a_restore(embedded, empty_database, tmp_path):
    dump_inside, restore_inside, dump_own, restore_own = COMMANDS
    PostFactory(source="Kept for later.")
    own = address_of_the_test_database()
    expected = counted(own)

    run(dump_own, tmp_path, embedded.programs, DATABASE_URL=own)
    run(restore_inside, tmp_path, embedded.programs, DATA_DIR=str(embedded.data_dir))
    assert counted(embedded.url) == expected

    (tmp_path / "community.dump").unlink()
    run(dump_inside, tmp_path, embedded.programs, DATA_DIR=str(embedded.data_dir))
    run(restore_own, tmp_path, embedded.programs, DATABASE_URL=empty_database)

    assert counted(empty_database) == expected
    assert expected[1] == "Kept for later."
