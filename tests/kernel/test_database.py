"""What stands between us and PostgreSQL, and statements that a session has planned once."""

import os
import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from community.discussions.containers.actions.counters import count_in_containers
from community.discussions.models import Container, Thread
from community.discussions.ranking.actions import rescore_threads
from community.kernel import database
from community.kernel.database import Statement, allow_preparing, has_pooler
from tests.factories import CategoryFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_postgresql_itself_is_no_pooler():
    assert not has_pooler(connection)


@pytest.fixture
def pooled(tmp_path, settings):
    """A connection through what gives its clients process ids of its own, as PgBouncer does."""
    port = connection.settings_dict["PORT"] or 5432
    server = Path(connection.settings_dict["HOST"]) / f".s.PGSQL.{port}"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.fspath(tmp_path / server.name))
    listener.listen()

    def serve():
        client, behind = listener.accept()[0], socket.socket(socket.AF_UNIX)
        behind.connect(os.fspath(server))
        threading.Thread(target=copy, args=(client, behind), daemon=True).start()
        copy(behind, client, renumbered)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    through = connection.copy()
    through.settings_dict = {**connection.settings_dict, "HOST": os.fspath(tmp_path)}
    yield through
    through.close()
    thread.join(10)
    listener.close()


def copy(source, target, change=bytes):
    with suppress(OSError), source, target:
        while told := source.recv(65536):
            target.sendall(change(told))
        target.shutdown(socket.SHUT_RDWR)  # so that the other direction ends, too


def renumbered(told):
    """BackendKeyData is K, its length and the process id; one such message begins a session."""
    before, key, after = told.partition(b"K" + struct.pack("!i", 12))
    return before + key + (struct.pack("!i", 1) + after[4:] if key else after)


@pytest.mark.enable_socket
def test_a_pooler_is_known_by_its_process_ids(pooled):
    assert has_pooler(pooled)


@pytest.fixture
def preparing():
    """This session, as the relay's is."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        allow_preparing(connection)
        yield cursor
        del database._sessions[connection.connection]
        cursor.execute("DEALLOCATE ALL")


DOUBLE = Statement("tests_double", "SELECT %(n)s * 2, '%%'", n="int")


def test_a_statement_is_prepared_once_and_stays_when_a_transaction_is_undone(preparing):
    with transaction.atomic():
        preparing.execute(DOUBLE.text(), {"n": 1})
        transaction.set_rollback(True)
    with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
        cursor.execute(DOUBLE.text(), {"n": 21})
        assert cursor.fetchall() == [(42, "%")]

    assert [query["sql"] for query in captured] == ["EXECUTE tests_double (21)"]


def test_nothing_is_prepared_where_that_is_not_allowed():
    with connection.cursor() as cursor:
        cursor.execute(DOUBLE.text(), {"n": 21})
        assert cursor.fetchall() == [(42, "%")]
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)


def test_prepared_statements_write_what_is_so_now(preparing):
    """More often than PostgreSQL plans anew, with other rows each time."""
    topics = [TopicFactory() for _ in range(8)]
    container = CategoryFactory()
    rescore_threads(ids=[topic.pk for topic in topics])

    for n, topic in enumerate(topics):
        thread = Thread.objects.filter(pk=topic.thread.pk)
        before = thread.get().hot
        thread.get().posts.filter(number=1).update(likes_count=10 ** (n + 1))
        rescore_threads(ids=[topic.pk, *(other.pk for other in topics[:n])])
        assert thread.get().hot == pytest.approx(before + n + 1)
        count_in_containers({container.pk: (1, n)})

    counted = Container.objects.get(pk=container.pk)
    assert (counted.threads_count, counted.posts_count) == (8, sum(range(8)))
