"""Vectors are searched by pgvector where it is, else by a matrix, with the same result."""

from datetime import timedelta
from threading import Event

import numpy as np
import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from community.kernel.errors import Unavailable
from community.search.meaning import actions_pgvector, matrix, pgvector, stores
from community.search.meaning.near import Near, merged
from community.search.models import Vector
from tests.search import embedder

pytestmark = pytest.mark.django_db
BACKEND, VERSION, DIMENSIONS = "words", "1", 48
TOLD = {"backend": BACKEND, "version": VERSION, "dimensions": DIMENSIONS}


@pytest.fixture(autouse=True)
def nothing_is_known(monkeypatch):
    monkeypatch.setattr(stores, "_matrices", {})
    monkeypatch.setattr(actions_pgvector, "_refused", set())


def random_vectors(count, seed=1):
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def kept(rows, start=1, **how):
    """Rows of the table of vectors, with these numbers as the ids of their documents."""
    made = [
        Vector(
            document_id=start + at,
            values=row.tobytes(),
            document_version=1,
            **{"backend": BACKEND, "version": VERSION, **how},
        )
        for at, row in enumerate(rows)
    ]
    Vector.objects.bulk_create(made)
    return made


def exact(rows, asked, most):
    similar = rows @ asked
    best = sorted(range(len(rows)), key=lambda at: (-similar[at], at))[:most]
    return [at + 1 for at in best if similar[at] > 0]


def pgvector_store():
    assert actions_pgvector.prepare(**TOLD)
    return stores.PgVector(**TOLD)


def matrix_store():
    return stores.matrix(BACKEND, VERSION, DIMENSIONS)


@pytest.mark.parametrize("make", [pgvector_store, matrix_store])
def test_both_find_exactly_the_nearest_of_few(make):
    rows = random_vectors(200)
    kept(rows)
    store = make()

    asked = random_vectors(5, seed=2)
    found = store.nearest([one.tobytes() for one in asked], 10)

    for one, near in zip(asked, found, strict=True):
        assert [each.document_id for each in near] == exact(rows, one, 10)
        expected = [float(rows[each.document_id - 1] @ one) for each in near]
        assert [each.similarity for each in near] == pytest.approx(expected, abs=1e-5)


def test_the_index_finds_nearly_all_of_the_nearest_of_many():
    rows = random_vectors(1500)
    kept(rows)
    store = pgvector_store()
    asked = random_vectors(30, seed=2)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        found = store.nearest([one.tobytes() for one in asked], 20)
        cursor.execute(
            "SELECT idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'search_meaning'"
        )
        assert cursor.fetchone()[0] >= 30, "the index was used"

    hits = sum(
        len({each.document_id for each in near} & set(exact(rows, one, 20)))
        for one, near in zip(asked, found, strict=True)
    )
    assert hits / (30 * 20) >= 0.95


@pytest.mark.parametrize("make", [pgvector_store, matrix_store])
def test_others_of_another_version_are_passed_over(make):
    rows = random_vectors(20)
    kept(rows[:10])
    kept(rows[10:], start=11, version="0")
    store = make()

    [near] = store.nearest([rows[15].tobytes()], 20)

    assert near
    assert all(each.document_id <= 10 for each in near)


@pytest.mark.parametrize("make", [pgvector_store, matrix_store])
def test_what_is_put_is_found_at_once_and_replaced(make):
    rows = random_vectors(3)
    store = make()
    store.put([7], [rows[0].tobytes()])
    store.put([7, 8], [rows[1].tobytes(), rows[2].tobytes()])

    [near] = store.nearest([rows[1].tobytes()], 1)

    assert near == [Near(7, pytest.approx(1, abs=1e-5))]


@pytest.mark.parametrize("make", [pgvector_store, matrix_store])
def test_a_vector_of_zeros_is_near_to_nothing(make):
    rows = random_vectors(2)
    nothing = np.zeros(DIMENSIONS, np.float32)
    kept([*rows, nothing])
    store = make()

    found = store.nearest([nothing.tobytes(), rows[0].tobytes()], 5)

    assert found[0] == []
    assert 3 not in {each.document_id for each in found[1]}


def test_the_matrix_follows_what_others_compute_and_forgets_nothing(monkeypatch):
    monkeypatch.setattr(matrix, "CHECKED", 0)
    rows = random_vectors(5)
    store = matrix_store()
    kept(rows[:2])
    assert len(store.nearest([rows[0].tobytes()], 1)[0]) == 1
    kept(rows[2:4], start=3)
    later = Now() + timedelta(seconds=1)
    Vector.objects.filter(pk=1).update(values=rows[4].tobytes(), computed_at=later)

    [first], [third] = store.nearest([rows[4].tobytes(), rows[2].tobytes()], 1)

    assert (first.document_id, third.document_id) == (1, 3)
    assert len(store) == 4


def test_the_matrix_keeps_the_newest_where_there_are_too_many(monkeypatch):
    monkeypatch.setattr(matrix, "MOST", 10)
    rows = random_vectors(30)
    store = matrix_store()
    for at, row in enumerate(rows):
        store.put([at + 1], [row.tobytes()])

    assert 10 <= len(store) <= 11
    [near] = store.nearest([rows[29].tobytes()], 1)
    assert near[0].document_id == 30
    [near] = store.nearest([rows[0].tobytes()], 30)
    assert min(each.document_id for each in near) >= 19


def test_the_table_is_made_once_with_all_that_is_there():
    kept(random_vectors(10))

    assert actions_pgvector.prepare(**TOLD)
    assert actions_pgvector.prepare(**TOLD)

    assert counted() == 10
    assert isinstance(stores.chosen(embedder.Words(DIMENSIONS)), stores.PgVector)


def counted():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_meaning")
        return cursor.fetchone()[0]


def test_without_the_extension_the_matrix_is_used(monkeypatch):
    monkeypatch.setattr(actions_pgvector, "AVAILABLE", "SELECT WHERE false")
    kept(random_vectors(3))

    assert not actions_pgvector.prepare(**TOLD)

    assert stores.chosen(embedder.Words(DIMENSIONS)) is matrix_store()


def test_without_the_right_to_create_it_the_matrix_is_used_and_it_is_not_tried_again(caplog):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS vector CASCADE")
        cursor.execute("CREATE ROLE newcomer")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO newcomer")
        cursor.execute("SET LOCAL ROLE newcomer")
        assert not actions_pgvector.prepare(**TOLD)
        assert not actions_pgvector.prepare(**TOLD)
        cursor.execute("RESET ROLE")
        transaction.set_rollback(True)

    told = [record.getMessage() for record in caplog.records if "pgvector" in record.getMessage()]
    assert len(told) == 1
    assert "permission denied" in told[0]


def test_an_extension_that_was_dropped_is_done_without_and_comes_back():
    rows = random_vectors(5)
    kept(rows)
    pgvector_store()
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION vector CASCADE")

    assert not pgvector.is_usable(DIMENSIONS)
    assert stores.chosen(embedder.Words(DIMENSIONS)) is matrix_store()
    [near] = pgvector_store().nearest([rows[2].tobytes()], 1)
    assert near[0].document_id == 3


def test_longer_vectors_than_its_index_takes_are_for_the_matrix():
    assert not actions_pgvector.prepare(backend="server", version="1", dimensions=3072)


def test_rows_without_vectors_are_deleted_at_night():
    kept(random_vectors(3))
    pgvector_store()
    Vector.objects.filter(pk=2).delete()

    actions_pgvector.tidy()

    assert counted() == 2


def test_a_new_one_takes_its_rank_in_a_list():
    before = [Near(1, 0.9), Near(2, 0.5)]

    assert merged(before, [Near(3, 0.7)]) == [Near(1, 0.9), Near(3, 0.7), Near(2, 0.5)]
    assert merged(before, [Near(1, 0.4)]) == [Near(2, 0.5), Near(1, 0.4)]
    long = [Near(at, 1 - at / 100) for at in range(1, 21)]
    assert merged(long, [Near(99, 0.1)]) == long
    assert merged(long, [Near(99, 1)])[:2] == [Near(99, 1), long[0]]


@pytest.mark.django_db(transaction=True)
def test_while_one_worker_makes_the_table_another_writes_nothing(in_threads):
    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search_meaning'))")
            is_held.set()
            is_refused.wait(10)

    def other():
        is_held.wait(10)
        try:
            with pytest.raises(Unavailable, match="being made"):
                actions_pgvector.prepare(**TOLD)
        finally:
            is_refused.set()

    is_held, is_refused = Event(), Event()
    in_threads([hold, other])


def test_at_night_the_table_gets_what_it_does_not_have():
    rows = random_vectors(5)
    kept(rows)
    store = pgvector_store()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_meaning WHERE document_id < 3")
        cursor.execute("UPDATE search_meaning SET version = '0' WHERE document_id = 3")
    kept(random_vectors(1)[:, :8], start=9)  # of a length that nobody searches

    actions_pgvector.tidy()

    [found] = store.nearest([rows[2].tobytes()], 10)
    assert found[0].document_id == 3
    assert counted() == 5


@pytest.mark.django_db(transaction=True)
def test_nobody_makes_the_table_while_vectors_are_written(in_threads):
    def write():
        with transaction.atomic():
            actions_pgvector.keep_away()
            is_writing.set()
            is_refused.wait(10)

    def make():
        is_writing.wait(10)
        try:
            with transaction.atomic():
                actions_pgvector.keep_away()  # others may write
            with pytest.raises(Unavailable, match="being made"):
                actions_pgvector.prepare(**TOLD)
        finally:
            is_refused.set()

    is_writing, is_refused = Event(), Event()
    in_threads([write, make])
