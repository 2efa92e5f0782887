"""Opening documents are put in numbers, the newest first, and know what is nearest to them."""

import numpy as np
import pytest
from django.db import connection

from community.ai import tiers
from community.ai.embedding import actions as training
from community.ai.models import Progress
from community.discussions.actions import delete_thread, edit_post, reply_to_thread
from community.kernel.errors import Unavailable
from community.search.meaning import actions, actions_pgvector, opening, queries, stores
from community.search.meaning.jobs import _due
from community.search.models import Document, Vector
from forum.actions import edit_topic
from tests.factories import TopicFactory, UserFactory
from tests.handled import handled
from tests.search import embedder
from tests.search.world import post_documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(monkeypatch):
    return embedder.use(monkeypatch)


def document(topic):
    return post_documents(topic.thread)[0]


def topics(*titles):
    made = [TopicFactory(title=title, source="It is so.") for title in titles]
    handled()
    return made


def nearest_of(topic):
    return Vector.objects.get(pk=document(topic).pk).nearest


def test_only_what_opens_a_discussion_has_a_vector_of_its_title_and_beginning(words):
    [topic] = topics("A squeaking chain of my bike")
    reply_to_thread(thread=topic.thread, source="Oil it.", by=UserFactory())
    handled()

    embedder.embed_all()

    vector = Vector.objects.get()
    assert vector.document_id == document(topic).pk
    assert words.embedded == ["A squeaking chain of my bike\nIt is so."]
    values = np.frombuffer(vector.values, "<f4")
    assert (len(values), vector.backend, vector.version) == (64, "words", "1")
    assert np.linalg.norm(values) == pytest.approx(1)


def test_each_knows_its_nearest_and_an_older_one_learns_of_a_newer(words):
    bike, _other = topics("A squeaking chain of my bike", "Sourdough needs rest")
    embedder.embed_all()
    [newer] = topics("The squeaking chain of a bicycle")

    embedder.embed_all()

    assert nearest_of(newer)[0] == document(bike).pk
    assert nearest_of(bike)[0] == document(newer).pk
    vector = Vector.objects.get(pk=document(bike).pk)
    assert vector.similarities == sorted(vector.similarities, reverse=True)
    assert vector.similarities[0] > 0.9
    assert vector.related_count == sum(one >= 0.5 for one in vector.similarities)
    assert document(bike).pk not in vector.nearest


def test_nothing_is_due_once_all_is_done_and_each_is_read_once(words):
    topics("One pump", "Two pumps", "Three pumps")
    assert _due() == [0]

    embedder.embed_all()

    assert _due() == []
    assert len(words.embedded) == 3


@pytest.mark.parametrize("what", ["text", "title"])
def test_an_edited_one_is_read_again(words, what):
    [topic] = topics("A squeaking chain")
    embedder.embed_all()
    if what == "text":
        edit_post(post=topic.thread.posts.get(), source="Sourdough!", by=topic.thread.author)
    else:
        edit_topic(topic=topic, title="Sourdough needs rest", by=topic.thread.author)
    handled()
    assert _due() == [0]

    embedder.embed_all()

    assert "Sourdough" in words.embedded[-1]
    assert Vector.objects.get().document_version == document(topic).version
    assert _due() == []


def test_a_reply_makes_nothing_due(words):
    [topic] = topics("A squeaking chain")
    embedder.embed_all()

    reply_to_thread(thread=topic.thread, source="Oil it.", by=UserFactory())
    handled()

    assert _due() == []


def test_an_edit_of_an_older_one_is_found_at_night(words, monkeypatch):
    monkeypatch.setattr("community.ai.actions.LOOKED_AT", 1)
    monkeypatch.setattr(opening, "NEWEST", 1)
    [older] = topics("A squeaking chain")
    topics("Sourdough needs rest")
    embedder.embed_all()
    edit_post(post=older.thread.posts.get(), source="Oil it.", by=older.thread.author)
    handled()
    assert _due() == []

    actions.tidy()
    embedder.embed_all()

    assert "Oil it." in words.embedded[-1]


def test_another_version_or_backend_computes_all_again(words, monkeypatch):
    topics("One pump", "Two pumps")
    embedder.embed_all()
    embedder.use(monkeypatch, embedder.Words(dimensions=32, version="2"))
    actions.tidy()  # nobody but the worker knows of a version

    embedder.embed_all()

    assert {len(bytes(one.values)) for one in Vector.objects.all()} == {32 * 4}
    assert set(Vector.objects.values_list("version", flat=True)) == {"2"}
    lists = Vector.objects.values_list("nearest", flat=True)
    assert all(len(one) == 1 for one in lists)


@pytest.mark.parametrize("store", ["pgvector", "matrix"])
def test_a_server_that_has_another_model_under_the_same_name_computes_all_again(
    words, monkeypatch, store
):
    monkeypatch.setattr(stores, "_matrices", {})
    if store == "matrix":
        monkeypatch.setattr(actions_pgvector, "AVAILABLE", "SELECT WHERE false")
    first, _other = topics("A squeaking chain", "The squeaking chain")
    embedder.embed_all()
    embedder.use(monkeypatch, embedder.Words(dimensions=32))
    [newer] = topics("Squeaking chain")

    embedder.embed_all()
    actions.tidy()  # nobody but the worker knows of it
    embedder.embed_all()

    assert {len(bytes(one.values)) for one in Vector.objects.all()} == {32 * 4}
    assert document(newer).pk in nearest_of(first)


def test_vectors_of_documents_that_are_gone_are_deleted_at_night(words):
    gone, kept = topics("A squeaking chain", "The squeaking chain")
    embedder.embed_all()
    delete_thread(thread=gone.thread, by=gone.thread.author)
    handled()

    actions.tidy()

    assert list(Vector.objects.values_list("pk", flat=True)) == [document(kept).pk]


def test_a_text_without_words_is_near_to_nothing(words):
    first, other = topics("A squeaking chain", "The squeaking chain")
    Document.objects.filter(pk=document(first).pk).update(title="…", body="")

    embedder.embed_all()

    assert nearest_of(first) == []
    assert nearest_of(other) == []
    assert _due() == []


def test_without_an_embedder_nothing_is_due_and_nothing_happens(words, settings):
    topics("A squeaking chain")
    settings.AI_EMBEDDER = "off"

    assert _due() == []
    assert actions.embed_due() == 0
    assert not Progress.objects.filter(task=opening.TASK).exists()


def test_a_backend_that_has_to_be_trained_reads_what_everybody_may_read(words, monkeypatch):
    trained, counts = [], []
    monkeypatch.setattr(words, "backend", "lsa")
    embedder.use(monkeypatch, words)
    monkeypatch.setattr(actions, "TRAINED_ON", 2)
    monkeypatch.setattr(training, "needs_training", counts.append)
    _open, secret = topics("A squeaking chain", "A secret chain")
    Document.objects.filter(pk=document(secret).pk).update(audience=7)

    actions.embed_due()

    assert counts == [1]
    monkeypatch.setattr(training, "needs_training", lambda _count: True)
    monkeypatch.setattr(training, "train", lambda *, texts: trained.append(list(texts)))
    actions.embed_due()
    assert trained == [["A squeaking chain\nIt is so."]]


def test_a_server_that_is_not_there_leaves_all_due(words, monkeypatch):
    topics("A squeaking chain")

    def broken(_texts):
        raise Unavailable("gone")

    monkeypatch.setattr(words, "embed", broken)

    assert actions.embed_due() == 0
    assert _due() == [0]


def test_pages_ask_the_worker_for_what_is_near_a_text_and_remember_it(words, models_answer):
    bike, _bread = topics("A squeaking chain of my bike", "Sourdough needs rest")
    embedder.embed_all()

    found = queries.nearest("bicycle chain")
    again = queries.nearest("bicycle chain", most=1)

    assert found[0][0] == document(bike).pk
    assert found[0][1] > 0.5
    assert again == found[:1]
    assert words.embedded.count("bicycle chain") == 1


def test_without_a_worker_or_an_embedder_nothing_is_near(words, settings):
    with pytest.raises(Unavailable):
        queries.nearest("bicycle")
    settings.AI_EMBEDDER = "off"
    with pytest.raises(Unavailable):
        queries.nearest("bicycle")


def test_looks_read_indexes(words):
    for statement, values in (
        (opening.IDS, {"kinds": ["forum.topic"], "below": 10**9, "most": 500}),
        (opening.NEWEST_UNDONE, {"kinds": ["forum.topic"], "most": 500}),
    ):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + statement.sql, values)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "search_document_opening" in plan
        assert "Sort" not in plan


def test_the_model_that_is_trained_here_relates_topics_after_its_training(monkeypatch):
    monkeypatch.setattr(tiers, "TASKS", {**tiers.TASKS, "embedder": tiers.TASKS["embedder"][:1]})
    chains = [f"The chain of bike {n} squeaks when it is wet" for n in range(10)]
    breads = [f"Sourdough bread {n} needs a longer rest" for n in range(10)]
    made = topics(*chains, *breads)

    embedder.embed_all()

    assert set(Vector.objects.values_list("backend", flat=True)) == {"lsa"}
    of_chains = {document(topic).pk for topic in made[:10]}
    assert set(nearest_of(made[0])[:9]) == of_chains - {document(made[0]).pk}
    assert _due() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_read_each_document_once(words, in_threads, monkeypatch):
    monkeypatch.setattr(actions_pgvector, "AVAILABLE", "SELECT WHERE false")
    monkeypatch.setattr("community.ai.actions.BATCH", 1)
    made = topics("A squeaking chain", "The squeaking chain", "Chain, squeaking")

    in_threads([actions.embed_due, actions.embed_due])
    embedder.embed_all()

    assert len(words.embedded) == len(made)
    lists = Vector.objects.values_list("nearest", flat=True)
    assert [len(one) for one in lists] == [2, 2, 2]
