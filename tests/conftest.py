"""The ground that every test stands on: a database cloned from a migrated one, a Valkey of the
worker's own, and a guard that fails on any write that no action made."""

import fcntl
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg2
import pytest
import time_machine
from asgiref.sync import SyncToAsync
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.signals import setting_changed
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from django.utils import timezone

from community.ai import asking, tiers
from community.events import event
from community.kernel import pseudo, store
from community.kernel.errors import Unavailable
from community.kernel.statements import sql_of
from tests import emptied
from tests.servers import MIGRATED
from tests.worlds import empty_store, lift_limits, rows_once, sign_in

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "community_template"
pytest_plugins = ["tests.budgets"]
__all__ = ["rows_once"]  # a fixture of its own file


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Groups first, since each stays on one worker, and whole: what they share is built once."""
    items.sort(key=group_of)
    if getattr(config.option, "loadgroup", False):  # on a worker of --dist loadgroup
        for item in items:
            name_its_group(item)


def name_its_group(item: pytest.Item) -> None:
    """xdist 3.8 ends an id by "@group", and writes it where pytest 9.2 no longer reads it."""
    _, group = group_of(item)
    if group and not item.nodeid.endswith(f"@{group}"):
        item._id = item._id.parse(f"{item.nodeid}@{group}")


def group_of(item: pytest.Item) -> tuple[bool, str]:
    marked = item.get_closest_marker("xdist_group")
    return marked is None, str(marked.args[0]) if marked else ""


# -- one migrated template, cloned for every worker -------------------------------------------
@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    worker = settings.WORKER
    with django_db_blocker.unblock():
        with one_at_a_time():
            if not database_exists(TEMPLATE):
                if not database_exists(MIGRATED):  # on a server that is not the run's own
                    run_sql(f"CREATE DATABASE {MIGRATED}")
                use_database(MIGRATED)
                call_command("migrate", verbosity=0)
                connections.close_all()
                run_sql(f"ALTER DATABASE {MIGRATED} RENAME TO {TEMPLATE}")
            run_sql(f"DROP DATABASE IF EXISTS test_{worker} WITH (FORCE)")
            run_sql(f"CREATE DATABASE test_{worker} TEMPLATE {TEMPLATE}")
        use_database(f"test_{worker}")
        emptied.keep_what_is_there()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(TransactionTestCase, "_fixture_teardown", lambda _: emptied.empty())
            yield
        connections.close_all()
        run_sql(f"DROP DATABASE IF EXISTS test_{worker} WITH (FORCE)")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    run = settings.DATABASES["default"]["HOST"].replace("/", "_")
    with (Path(tempfile.gettempdir()) / f"community-tests{run}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use_database(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name


def database_exists(name: str) -> bool:
    return bool(run_sql("SELECT FROM pg_database WHERE datname = %s", [name]))


def run_sql(sql: str, values: Any = None) -> list[Any]:
    """Outside of any of the test databases."""
    where = connection.settings_dict
    server = psycopg2.connect(
        host=where["HOST"], port=where["PORT"] or None, user=where["USER"],
        password=where["PASSWORD"], dbname=settings.MAINTENANCE_DATABASE,
    )  # fmt: skip
    try:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description is not None else []
    finally:
        server.close()


# -- every test begins with an empty store and without limits ---------------------------------
@pytest.fixture(autouse=True)
def fresh_store() -> None:
    empty_store()


@pytest.fixture(autouse=True)
def no_worker_of_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers what pages ask models, and that is known at once."""

    def nobody(question: str, *_: Any) -> Any:
        raise Unavailable(f"no worker: {question}")

    monkeypatch.setattr(asking, "_asked", nobody)


@pytest.fixture
def models_answer(no_worker_of_models: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's answers, given in this process; they travel as JSON all the same."""

    def here(question: str, arguments: Any, _patience: float) -> str:
        return asking.answered(question, json.loads(json.dumps(arguments)))

    monkeypatch.setattr(asking, "_asked", here)


@pytest.fixture
def a_worker_of_models_listens(fresh_store: None) -> None:
    store.ask(lambda redis: redis.set(asking.WORKER, 1))


@pytest.fixture(autouse=True)
def limits_where_they_are_meant(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """How often one may write is a test's business only where it says so."""
    if request.node.get_closest_marker("limits"):  # the keywords have folder names among them
        # In the middle of an hour and a minute, so that no window ends during the test.
        now = timezone.now().replace(minute=30, second=30)
        with time_machine.travel(now, tick=False):
            yield
    else:
        lift_limits(monkeypatch)
        yield


@pytest.fixture(autouse=True)
def async_tests_leave_no_connection(request: pytest.FixtureRequest) -> Iterator[None]:
    """The thread that `sync_to_async` runs in outlives a test. A later test may end all other
    connections, and the next async test would find its own dead."""
    yield
    if request.node.get_closest_marker("asyncio"):
        SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture
def no_news_of_badges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Members are not notified of badges, which first steps are awarded with."""
    name = "recognition.notify_of_badges"
    heard = {told: [one for one in who if one != name] for told, who in event._hear.items()}
    monkeypatch.setattr(event, "_hear", heard)


@pytest.fixture(autouse=True)
def mail_leaves_as_a_row(settings: Any) -> None:
    """The test runner put a mailbox in the product's place; tests want to see the product."""
    settings.EMAIL_BACKEND = "community.notifications.mail.Queue"


def pseudo_languages_again(*, setting: str, **_: Any) -> None:
    """The framework forgets all catalogues when a test says where others are."""
    if setting in {"LANGUAGES", "LOCALE_PATHS"}:
        pseudo.install()


def models_again(*, setting: str, **_: Any) -> None:
    """A backend was made by the settings of another test."""
    if setting.startswith("AI_"):
        tiers.forget()


setting_changed.connect(pseudo_languages_again)
setting_changed.connect(models_again)


@pytest.fixture
def as_(db: None) -> Callable[..., Client]:
    def login(user: Any = None, **options: Any) -> Client:
        client = Client(**options)
        if user:
            sign_in(client, user)
        return client

    return login


# -- only actions write ------------------------------------------------------------------------
OURS = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
# The record of events, and who is still to hear of them, is written by what actions publish with
# and by the relay: the tests of those hold them to it.
UNGUARDED = {"events"}
GUARDED = sorted(
    app.label
    for app in apps.get_app_configs()
    if app.name.partition(".")[0] in OURS and app.label not in UNGUARDED
)
WRITES = re.compile(
    r'\s*(?:WITH .*?)?(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?'
    rf"((?:{'|'.join(GUARDED)})_\w+)",
    re.DOTALL,
)


def refuse_writes_outside_actions(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    if written := WRITES.match(sql_of(sql)):
        writer = nearest_of_ours(sys._getframe(1))
        allowed = writer is None or "actions" in writer or writer.startswith("tests/")
        assert allowed, f"{writer} writes {written[1]}: only actions write"
    return execute(sql, params, many, context)


def nearest_of_ours(frame: Any) -> str | None:
    """The nearest file on the stack that decides to write."""
    while frame:
        if file := file_of_ours(frame.f_code.co_filename):
            return file
        frame = frame.f_back
    return None


SHARED = {"editing.py", "conftest.py", "prepared.py", "statements.py"}


@cache  # every write asks about a whole stack
def file_of_ours(name: str) -> str | None:
    """The path within the project, of what may decide: models, what edits share and what sends a
    statement do not."""
    path = Path(name)
    is_model = path.parent.name == "models" or path.name == "models.py"
    is_shared = path.name in SHARED and "actions" not in path.parts
    if not path.is_relative_to(ROOT) or is_model or is_shared:
        return None
    ours = path.relative_to(ROOT)
    return ours.as_posix() if ours.parts[0] in OURS else None


@pytest.fixture(autouse=True)
def only_actions_write(request: pytest.FixtureRequest) -> Iterator[None]:
    if "django_db" not in request.keywords:
        yield
        return
    marker = request.node.get_closest_marker("django_db")
    request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    with connection.execute_wrapper(refuse_writes_outside_actions):
        yield


@pytest.fixture
def in_threads() -> Callable[..., list[Any]]:
    """Run the functions at once, each on a connection of its own, and return what they return."""

    def run(functions: list[Callable[[], Any]]) -> list[Any]:
        together = Barrier(len(functions))

        def one(function: Callable[[], Any]) -> Any:
            try:
                together.wait()
                return function()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(functions)) as pool:
            return list(pool.map(one, functions))

    return run
