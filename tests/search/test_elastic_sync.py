"""Elasticsearch has what PostgreSQL has, whoever writes, fails or is killed meanwhile."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from community.kernel import health
from community.kernel.jobs import jobs
from community.search.backends import elasticsearch as backend
from community.search.backends import postgresql
from community.search.backends.interface import BackendUnavailable
from community.search.elastic import actions, actions_gaps, client, index, indices
from community.search.elastic import jobs as elastic_jobs
from community.search.models import Document, Rebuild, Unsent
from tests.processes import Process, address_of_the_test_database, eventually
from tests.search.corpus import drop, entry, found, keep
from tests.search.elastic_server import filled, up_to_date
from tests.search.test_backends import q

pytestmark = [pytest.mark.django_db, pytest.mark.servers, pytest.mark.xdist_group("elastic")]
JOB = "search.elasticsearch"


def seen(*words):
    """The objects that Elasticsearch finds."""
    return set(found(backend.matches(q(*words), AnonymousUser())))


def ids_there():
    """The documents that the index has, whether PostgreSQL has them or not."""
    hits = client.client().search(index=index.alias(), size=1000, source=False)["hits"]["hits"]
    return {int(hit["_id"]) for hit in hits} - {int(indices.MARK)}


# -- what is written is sent -------------------------------------------------------------------
def test_what_is_written_edited_and_deleted_is_sent_once(elasticsearch):
    filled()
    keep([entry(1, title="old"), entry(2, title="gone"), entry(3, title="other")])
    up_to_date()
    assert (seen("old"), seen("gone")) == ({1}, {2})

    keep([entry(1, title="new")])
    drop([2])
    assert actions.send_unsent() == 2
    up_to_date()

    assert (seen("old"), seen("new"), seen("other")) == (set(), {1}, {3})
    assert ids_there() == set(Document.objects.values_list("pk", flat=True))
    assert not Unsent.objects.exists()
    assert actions.send_unsent() == 0


def test_what_changes_while_it_is_sent_is_sent_again(elasticsearch, monkeypatch):
    filled()
    keep([entry(1, title="old"), entry(2, title="other")])
    send = actions._bulk

    def overtaken(*args):
        answer = send(*args)
        monkeypatch.setattr(actions, "_bulk", send)
        keep([entry(1, title="new")])
        return answer

    monkeypatch.setattr(actions, "_bulk", overtaken)
    up_to_date()

    assert (seen("old"), seen("new"), seen("other")) == (set(), {1}, {2})


@pytest.mark.parametrize("at", ["before it is sent", "after it is sent"])
def test_who_is_killed_has_taken_nothing_off_the_list(elasticsearch, monkeypatch, at):
    filled()
    keep([entry(1, title="fox"), entry(2, title="fox")])
    send = actions._bulk

    def killed(*args):
        if at == "after it is sent":
            send(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "_bulk", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.send_unsent()
    assert Unsent.objects.count() == 2
    drop([2])
    up_to_date()

    assert seen("fox") == {1}
    assert ids_there() == set(Document.objects.values_list("pk", flat=True))


def test_what_a_killed_process_sent_arrives_late_and_changes_nothing(elasticsearch, monkeypatch):
    filled()
    keep([entry(1, title="old"), entry(2, title="old")])
    held, send = [], actions._bulk

    def held_back(_client, operations):
        held.append(operations)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "_bulk", held_back)
        with pytest.raises(KeyboardInterrupt):
            actions.send_unsent()
    keep([entry(1, title="new")])
    drop([2])
    up_to_date()
    answers = send(client.client(), held[0])
    client.client().indices.refresh(index=index.alias())

    assert [told["status"] for _, told in answers] == [409, 409]
    assert (seen("old"), seen("new")) == (set(), {1})
    assert ids_there() == set(Document.objects.values_list("pk", flat=True))


def test_one_that_is_refused_stays_on_the_list_and_holds_up_no_other(elasticsearch, monkeypatch):
    filled()
    documents = keep([entry(n, title="fox") for n in range(1, 6)])
    monkeypatch.setattr(actions, "BATCH", 2)
    made = actions.body_of
    bad = documents[1].pk

    def unlike_the_mapping(document):
        return made(document) | ({"unknown": 1} if document.pk == bad else {})

    with monkeypatch.context() as patched:
        patched.setattr(actions, "body_of", unlike_the_mapping)
        assert actions.send_unsent() == 4
        assert list(Unsent.objects.values_list("pk", flat=True)) == [bad]
        Unsent.objects.all().delete()
        filled()  # a new index without it
    assert list(Unsent.objects.values_list("pk", flat=True)) == [bad]
    up_to_date()

    assert seen("fox") == {1, 2, 3, 4, 5}


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_change_in_order(elasticsearch, in_threads, monkeypatch):
    filled()
    monkeypatch.setattr(actions, "BATCH", 3)
    is_over = threading.Event()

    def write():
        for turn in range(40):
            keep([entry(n, title=f"turn{turn}") for n in range(1, 5)])
            if turn % 7 == 3:
                drop([turn % 4 + 1])
        is_over.set()

    def work():
        while not is_over.is_set():
            actions.send_unsent()

    in_threads([write, work, work])
    up_to_date()

    assert seen("turn39") == {1, 2, 3, 4}
    assert ids_there() == set(Document.objects.values_list("pk", flat=True))
    assert not Unsent.objects.exists()


def test_what_was_written_while_nobody_noted_it_is_sent_later(elasticsearch, settings):
    """As if ELASTICSEARCH_URL had been away for a while."""
    filled()
    keep([entry(1, title="old"), entry(2, title="same")])
    jobs[JOB].do(0)
    Document.objects.update(indexed_at=timezone.now() - timedelta(hours=2))
    keep([entry(1, title="new"), entry(3, title="new")])
    Document.objects.filter(object_id__in=[1, 3]).update(indexed_at=timezone.now())
    Unsent.objects.all().delete()

    jobs[JOB].do(0)
    up_to_date()
    assert seen("new") == set()  # a minute ago nothing was missing
    long_ago = int((timezone.now() - timedelta(hours=1)).timestamp() * 1_000_000)
    indices.mark(index.alias(), long_ago)
    assert actions_gaps.close_gap() == 2
    jobs[JOB].do(0)
    up_to_date()

    assert (seen("old"), seen("new"), seen("same")) == (set(), {1, 3}, {2})
    assert indices.marked(index.alias()) > long_ago
    client.client().delete(index=index.alias(), id=indices.MARK)
    assert actions_gaps.close_gap() == 3  # nothing is known: all of them


ENDLESS = """
import django
django.setup()
from django.core.management import call_command
from community.search.elastic import actions, client
from tests.search.elastic_server import PlainNode
client.node_class, actions.BATCH, actions.PATIENCE = PlainNode, 5, 0
print("begins")
while True:
    actions.send_unsent()
    call_command("rebuild_elasticsearch")
"""


@pytest.mark.django_db(transaction=True)
def test_processes_that_are_killed_lose_nothing(elasticsearch, settings, tmp_path, monkeypatch):
    """Real ones, at moments that nobody chose; what they held is let go of."""
    monkeypatch.setattr(actions, "BATCH", 20)
    keep([entry(n, title="first") for n in range(1, 41)])
    process = Process(
        "-c", ENDLESS, log=tmp_path / "log",
        DJANGO_SETTINGS_MODULE="community.settings", DATA_DIR=str(tmp_path),
        DATABASE_URL=address_of_the_test_database(),
        ELASTICSEARCH_URL=settings.ELASTICSEARCH_URL,
        ELASTICSEARCH_INDEX=settings.ELASTICSEARCH_INDEX,
    )  # fmt: skip
    for kill in range(1, 4):
        eventually(lambda kill=kill: process.log.read_text().count("begins") == kill)
        for n in range(1, 41, kill):
            keep([entry(n, title=f"turn{kill}")])
            drop([n + 1] if n % 5 == 0 else [])
        process.kill()
        if kill < 3:
            process.start()
    assert "Traceback" not in process.log.read_text()

    eventually(lambda: jobs[JOB].do(0) or not (actions.needs_rebuild() or Unsent.objects.exists()))
    for _ in range(2):  # the index that is there, and the one that was being filled
        up_to_date()
        assert ids_there() == set(Document.objects.values_list("pk", flat=True))
        for word in ("first", "turn1", "turn2", "turn3"):
            told = set(found(postgresql.matches(q(word), AnonymousUser())))
            assert seen(word) == told, word
        call_command("rebuild_elasticsearch")
    assert len(indices.all_of_ours()) == 1


# -- a new index -------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_rebuild_leaves_no_moment_without_results(elasticsearch, in_threads, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 10)
    monkeypatch.setattr(actions, "PATIENCE", 0.2)
    keep([entry(n, title="fox") for n in range(1, 51)])
    filled()
    (old,) = indices.names_of(index.alias())
    is_over, told = threading.Event(), []

    def search():
        while not is_over.is_set():
            told.append(len(seen("fox")))  # raises if it is not answered

    def write():
        n = 0
        while not is_over.is_set():
            n += 1
            keep([entry(n % 50 + 1, title="fox", body=f"turn{n}"), entry(200 + n, title="hound")])
            drop([200 + n - 3])

    def rebuild():
        try:
            for _ in range(2):
                call_command("rebuild_elasticsearch")
        finally:
            is_over.set()

    in_threads([search, write, rebuild])
    up_to_date()

    assert set(told) == {50}
    assert indices.names_of(index.alias()) != [old]
    assert len(indices.all_of_ours()) == 1
    assert seen("hound") == {
        pk for pk in Document.objects.values_list("object_id", flat=True) if pk > 200
    }
    assert ids_there() == set(Document.objects.values_list("pk", flat=True))


def test_a_rebuild_that_was_stopped_goes_on_or_starts_again(elasticsearch, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    keep([entry(n, title="fox") for n in range(1, 6)])
    assert actions.begin_rebuild() == 0
    (begun,) = indices.names_of(index.next_alias())
    assert actions.continue_rebuild() == actions.Progress(2)
    keep([entry(1, title="hound")])  # it has been sent already
    drop([5])  # it has not
    up_to_next()

    assert actions.begin_rebuild() == 2
    assert indices.names_of(index.next_alias()) == [begun]
    call_command("rebuild_elasticsearch")
    assert indices.names_of(index.alias()) == [begun]
    assert (seen("fox"), seen("hound")) == ({2, 3, 4}, {1})

    actions.begin_rebuild()
    actions.continue_rebuild()
    (second,) = indices.names_of(index.next_alias())
    call_command("rebuild_elasticsearch", restart=True)
    assert indices.names_of(index.alias()) != [second]
    assert (seen("fox"), seen("hound")) == ({2, 3, 4}, {1})
    assert not Rebuild.objects.exists()


def test_a_rebuild_takes_what_happens_to_it(elasticsearch, monkeypatch):
    """Somebody deletes its index, or another process finishes it, or holds the lock."""
    monkeypatch.setattr(actions, "BATCH", 2)
    keep([entry(n, title="fox") for n in range(1, 6)])
    actions.begin_rebuild()
    actions.continue_rebuild()
    indices.delete(indices.names_of(index.next_alias()))
    while not actions.continue_rebuild().is_finished:
        pass
    assert actions.continue_rebuild() == actions.Progress(0, is_finished=True)
    monkeypatch.setattr(actions, "is_alone", lambda: False)
    assert actions.send_unsent() == 0

    assert seen("fox") == {1, 2, 3, 4, 5}
    assert Unsent.objects.count() == 5


def up_to_next():
    """What is unsent goes to the index that is being filled, too."""
    actions.send_unsent()
    client.client().indices.refresh(index=index.next_alias())


def test_a_rebuild_deletes_no_index_of_another_site(elasticsearch, settings):
    own = settings.ELASTICSEARCH_INDEX
    for name in (f"{own}-v1-20250101000000", f"{own}-v0-20250101000000"):
        client.client().indices.create(index=name)
    kept = [f"{own}-very-other-v1-20250101000000", f"{own}-v1-notes", f"{own}-vault"]
    for name in kept:
        client.client().indices.create(index=name)

    filled()

    left = set(client.client().indices.get_alias(index=f"{own}*").body)
    assert left == {*kept, *indices.names_of(index.alias())}


def test_another_version_is_another_index(elasticsearch, monkeypatch):
    """Until the worker has filled it, PostgreSQL answers; the release before keeps its own."""
    keep([entry(1, title="fox")])
    filled()
    with monkeypatch.context() as newer:
        newer.setattr(index, "VERSION", index.VERSION + 1)
        assert actions.needs_rebuild()
        with pytest.raises(BackendUnavailable):
            seen("fox")
        client.breaker.close()
        actions.begin_rebuild()
        while not actions.continue_rebuild().is_finished:
            pass
        assert seen("fox") == {1}

    assert seen("fox") == {1}


def test_an_alias_that_is_gone_makes_no_index_by_itself(elasticsearch):
    filled()
    keep([entry(1, title="fox")])
    aliases = [index.alias()]
    indices.delete(indices.names_of(index.alias()))

    refused = actions._send(aliases, [Document.objects.get().pk])

    assert refused == {Document.objects.get().pk}
    assert not client.client().indices.exists(index=index.alias())


def test_the_worker_fills_the_first_index_by_itself(elasticsearch, settings, monkeypatch):
    monkeypatch.setattr(elastic_jobs, "TURN", 0)
    monkeypatch.setattr(actions, "BATCH", 1)
    keep([entry(n, title="fox") for n in range(1, 4)])
    assert jobs[JOB].due() == [0]

    for _ in range(3):  # turns, each of one document
        jobs[JOB].do(0)
        assert actions.needs_rebuild()
    jobs[JOB].do(0)
    client.client().indices.refresh(index=index.alias())

    assert seen("fox") == {1, 2, 3}
    assert not Unsent.objects.exists()
    settings.ELASTICSEARCH_URL = ""
    assert jobs[JOB].due() == []


def test_the_command_says_what_is_missing(own_elasticsearch, settings):
    own_elasticsearch.kill()
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("rebuild_elasticsearch")
    settings.ELASTICSEARCH_URL = ""
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL"):
        call_command("rebuild_elasticsearch")


def test_health_names_it_until_it_is_filled_and_when_it_is_behind(elasticsearch, settings):
    is_behind = health._parts["elasticsearch"]
    assert is_behind()
    filled()
    assert not is_behind()
    keep([entry(1)])
    assert not is_behind()
    Unsent.objects.update(changed_at=timezone.now() - timedelta(minutes=6))
    assert is_behind()
    settings.ELASTICSEARCH_URL = ""
    assert not is_behind()


def test_the_worker_tries_again_when_it_is_away(own_elasticsearch):
    filled()
    keep([entry(1, title="fox")])
    own_elasticsearch.kill()
    jobs[JOB].do(0)
    assert Unsent.objects.count() == 1
    client.breaker.close()
    assert health._parts["elasticsearch"]()

    own_elasticsearch.start()  # with nothing in it
    eventually(lambda: jobs[JOB].do(0) or not Unsent.objects.exists())
    client.breaker.close()
    client.client().indices.refresh(index=index.alias())

    assert seen("fox") == {1}
    connections["default"].ensure_connection()
    assert connection.is_usable()
