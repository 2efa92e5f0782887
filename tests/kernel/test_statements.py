"""Statements that the server keeps say what their SQL says, whoever stands between."""

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from community.discussions.containers.actions.counters import count_in_containers
from community.discussions.models import Container, Thread
from community.discussions.ranking.actions import rescore_threads
from community.kernel import statements
from community.kernel.statements import Statement
from tests.factories import CategoryFactory, TopicFactory
from tests.kernel.pooler import pooler

ADD = Statement("SELECT %(a)s + %(one)s", {"one": 1})


@pytest.fixture
def alone(transactional_db):
    """A connection of its own, in no transaction, that nothing was prepared on yet."""
    connection.close()
    yield
    connection.close()


def kept() -> list[str]:
    """What the server has prepared for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        return [sql for (sql,) in cursor.fetchall()]


def sums(times=3, of=ADD):
    return [of.fetched({"a": n}) for n in range(times)]


def test_what_runs_twice_is_prepared(alone, django_assert_num_queries):
    assert ADD.fetched({"a": 1}) == [(2,)]
    assert kept() == []

    with django_assert_num_queries(2) as asked:
        assert ADD.fetched({"a": 2}) == [(3,)]
        assert ADD.fetched({"a": -3}) == [(-2,)]

    assert all(query["sql"].startswith("EXECUTE") for query in asked)
    (sql,) = kept()
    assert sql.endswith("(bigint) AS SELECT $1 + 1")


def test_it_is_planned_once(alone):
    sums(9)

    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements")
        assert cursor.fetchall() == [(8, 0)]


def test_values_of_other_types_are_another_statement(alone):
    same = Statement("SELECT %(a)s, %(a)s = ANY(%(many)s::bigint[]), '100%%'")
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    moment = Statement("SELECT %(a)s")

    for _ in range(3):
        assert same.fetched({"a": 1, "many": [1, 2], "other": object()}) == [(1, True, "100%")]
        assert same.fetched({"a": 1, "many": []}) == [(1, False, "100%")]
        for value in (1, now, True, "it's %s", [1, 2], ["a", "b"], None, []):
            [(found,)] = moment.fetched({"a": value})
            assert value in (found, [])

    assert len(kept()) == 7


def test_a_connection_keeps_the_last_used(alone, monkeypatch):
    monkeypatch.setattr(statements, "KEPT", 2)
    others = [Statement(f"SELECT %(a)s + {n}") for n in (10, 20, 30)]

    for _ in range(3):
        for n, one in enumerate([ADD, *others]):
            assert one.fetched({"a": 0}) == [((1, 10, 20, 30)[n],)]
            assert len(kept()) <= 2
        ADD.fetched({"a": 0})

    assert "SELECT $1 + 1;" in kept()[-1]


def test_what_is_rare_takes_nobodys_place(alone, monkeypatch):
    monkeypatch.setattr(statements, "KEPT", 1)
    monkeypatch.setattr(statements, "SEEN", 2)
    sums()

    for n in [10, 20, 30, 10, 20, 30]:
        assert Statement(f"SELECT %(a)s + {n}").fetched({"a": 0}) == [(n,)]

    assert kept()[0].endswith("$1 + 1")


def test_a_new_connection_begins_with_none(alone):
    sums()
    connection.close()

    assert sums() == [[(1,)], [(2,)], [(3,)]]
    assert len(kept()) == 1


def test_a_connection_that_was_cut_is_made_anew(alone):
    sums()
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    connection.health_check_enabled, connection.health_check_done = True, False

    assert sums() == [[(1,)], [(2,)], [(3,)]]


def test_without_them_the_sql_is_sent(alone, settings):
    settings.PREPARED_STATEMENTS = False

    assert sums() == [[(1,)], [(2,)], [(3,)]]
    assert kept() == []


def test_where_all_are_gone_the_sql_is_sent(alone):
    sums()
    with connection.cursor() as cursor:
        cursor.execute("DISCARD ALL")

    assert sums() == [[(1,)], [(2,)], [(3,)]]
    assert kept() == []


def test_a_rollback_takes_none_away(alone):
    with transaction.atomic():
        sums()
        transaction.set_rollback(True)

    with transaction.atomic():
        assert sums() == [[(1,)], [(2,)], [(3,)]]
        assert len(kept()) == 1


@pytest.fixture
def changing(alone):
    """A table whose column a migration widens while the process runs."""

    def execute(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    execute("CREATE TABLE widened AS SELECT 'a'::varchar(5) AS name")
    yield execute
    execute("DROP TABLE widened")


NAMES = Statement("SELECT name FROM widened WHERE name <> %(a)s")


def test_a_changed_column_is_read_all_the_same(changing):
    for _ in range(3):
        NAMES.fetched({"a": "b"})
    changing("ALTER TABLE widened ALTER name TYPE varchar(9)")

    for _ in range(4):
        assert NAMES.fetched({"a": "b"}) == [("a",)]
    assert len(kept()) == 1


def test_within_a_transaction_it_fails_once_and_as_a_whole(changing):
    for _ in range(3):
        NAMES.fetched({"a": "b"})
    changing("ALTER TABLE widened ALTER name TYPE varchar(9)")

    def write_and_read():
        with transaction.atomic():
            changing("INSERT INTO widened VALUES ('lost')")
            NAMES.fetched({"a": "b"})

    with pytest.raises(DatabaseError):
        write_and_read()
    with transaction.atomic():
        assert NAMES.fetched({"a": "b"}) == [("a",)]


def test_what_cannot_be_prepared_is_sent_as_it_is(changing):
    """Not even a transaction notices: a text is taken for a time where it is written out alone."""
    changing("CREATE TEMPORARY TABLE moments (at timestamptz)")
    write = Statement("INSERT INTO moments VALUES (%(at)s) RETURNING extract(year FROM at)::int")

    for _ in range(2):
        with transaction.atomic():
            assert [write.fetched({"at": "2026-01-01"}) for _ in range(3)] == [[(2026,)]] * 3
        assert write.fetched({"at": "2027-02-02"}) == [(2027,)]
    assert kept() == []


@contextmanager
def behind_a_pooler(monkeypatch, tells):
    server = connection.settings_dict["HOST"]
    with pooler(Path(server), tells=tells) as between, monkeypatch.context() as patched:
        patched.setitem(connection.settings_dict, "HOST", between.folder)
        patched.setitem(connection.settings_dict, "PORT", "5432")
        connection.close()
        try:
            yield between
        finally:
            connection.close()


def test_behind_a_pooler_the_sql_is_sent(alone, monkeypatch):
    with behind_a_pooler(monkeypatch, tells=4711):
        assert sums() == [[(1,)], [(2,)], [(3,)]]
        assert kept() == []


def test_a_pooler_that_was_taken_for_a_server_is_found_out(alone, monkeypatch):
    with behind_a_pooler(monkeypatch, tells=None) as between:
        sums()
        assert len(kept()) == 1
        between.at = 1

        assert sums() == [[(1,)], [(2,)], [(3,)]]
        assert kept() == []
        assert not statements._session().is_own


def test_a_transaction_behind_such_a_pooler_fails_once_and_as_a_whole(changing, monkeypatch):
    def write_and_read(name):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO widened VALUES (%s)", [name])
            assert sums() == [[(1,)], [(2,)], [(3,)]]

    with behind_a_pooler(monkeypatch, tells=None) as between:
        with transaction.atomic():
            sums()
        between.at = 1

        with pytest.raises(DatabaseError):
            write_and_read("lost")
        write_and_read("kept")

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM widened ORDER BY name")
        assert cursor.fetchall() == [("a",), ("kept",)]


def test_prepared_statements_write_what_is_so_now(db):
    """More often than PostgreSQL plans again, with other rows each time."""
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
