"""Elasticsearch may be gone, hang or answer badly at any moment: PostgreSQL answers then."""

import json
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth.models import AnonymousUser
from elastic_transport import Urllib3HttpNode

from community.kernel.jobs import jobs
from community.search.backends import chosen, elasticsearch, postgresql
from community.search.elastic import actions, client, index
from tests.processes import ROOT, environment, eventually
from tests.search.corpus import entry, found, keep
from tests.search.elastic_server import filled, up_to_date
from tests.search.test_backends import q

pytestmark = [pytest.mark.django_db, pytest.mark.servers, pytest.mark.xdist_group("elastic")]


def searched(word="fox"):
    """Who answered, and what."""
    matches = chosen.matches(q(word), AnonymousUser())
    is_elastic = matches.sql == elasticsearch.SQL
    return "elasticsearch" if is_elastic else "postgresql", set(found(matches))


def test_while_it_is_away_postgresql_answers_and_nothing_is_lost(own_elasticsearch, monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 0.3)
    keep([entry(1, title="fox")])
    filled()
    assert searched() == ("elasticsearch", {1})

    own_elasticsearch.pause()
    keep([entry(2, title="fox")])
    assert searched() == ("postgresql", {1, 2})
    monkeypatch.setattr(client, "PATIENCE", 60)  # nobody waits that long: it is not asked
    assert searched() == ("postgresql", {1, 2})

    own_elasticsearch.resume()
    client.breaker.close()  # ten seconds later
    up_to_date()
    assert searched() == ("elasticsearch", {1, 2})


def test_a_server_that_is_killed_in_the_middle_of_a_search(own_elasticsearch, monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 60)
    keep([entry(1, title="fox")])
    filled()
    own_elasticsearch.pause()
    killer = threading.Timer(0.3, own_elasticsearch.kill)
    killer.start()

    assert searched() == ("postgresql", {1})

    killer.join()
    keep([entry(2, title="fox")])
    own_elasticsearch.start()  # with nothing in it
    client.breaker.close()
    assert searched() == ("postgresql", {1, 2})
    client.breaker.close()
    eventually(lambda: jobs["search.elasticsearch"].do(0) or not actions.needs_rebuild())
    client.client().indices.refresh(index=index.alias())
    assert searched() == ("elasticsearch", {1, 2})


# -- a server of our own, which answers what the test says ---------------------------------------
class Stub(BaseHTTPRequestHandler):
    """Keeps what it is asked."""

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, lowered(self.headers), body))
        status, told = self.server.told
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told)

    def log_message(self, *_args):
        pass


for method in ("GET", "POST", "PUT", "HEAD", "DELETE"):
    setattr(Stub, f"do_{method}", Stub.answer)


def lowered(headers):
    return {name.lower(): value for name, value in headers.items()}


@pytest.fixture
def stub(settings, monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.ELASTICSEARCH_URL = f"http://name:secret@127.0.0.1:{server.server_port}"
    settings.ELASTICSEARCH_INDEX = "site"
    client.breaker.close()
    yield server
    server.shutdown()
    server.server_close()
    client.breaker.close()
    client._clients.clear()


def answer(*hits, timed_out=False, failed=0):
    told = {"timed_out": timed_out, "_shards": {"failed": failed}}
    return json.dumps(told | ({"hits": {"hits": list(hits)}} if hits else {})).encode()


@pytest.mark.parametrize(
    "told",
    [
        (200, b"no JSON"),
        (200, b"[]"),
        (200, b'{"took": 1}'),
        (200, answer({"_id": "no number", "_score": 1})),
        (200, answer({"_id": "1", "_score": 1}, timed_out=True)),
        (200, answer({"_id": "1", "_score": 1}, failed=1)),
        (404, b'{"error": {"type": "index_not_found_exception"}, "status": 404}'),
        (429, b'{"error": {"type": "es_rejected_execution_exception"}, "status": 429}'),
        (500, b""),
        (503, b"<html>proxy</html>"),
    ],
)
def test_a_bad_answer_is_none(stub, told):
    stub.told = told
    keep([entry(1, title="fox")])

    assert searched() == ("postgresql", {1})
    assert searched() == ("postgresql", {1})
    assert len(stub.asked) == 1


def test_the_product_speaks_as_to_elasticsearch_8(stub):
    """Tests use a node class of their own; this is the one of the product."""
    assert client.node_class is Urllib3HttpNode
    (document,) = keep([entry(1, title="fox")])
    stub.told = (200, answer({"_id": str(document.pk), "_score": 2.5}))
    assert searched() == ("elasticsearch", {1})
    stub.told = (200, b'{"errors": false, "items": [{"index": {"_id": "1", "status": 200}}]}')
    actions._send(["site-v1"], [document.pk])

    (method, path, headers, body), (_, bulk, told, lines) = stub.asked

    json_type = "application/vnd.elasticsearch+json; compatible-with=8"
    assert (method, path.partition("?")[0]) == ("POST", "/site-v1/_search")
    assert headers["accept"] == headers["content-type"] == json_type
    assert headers["authorization"].startswith("Basic ")
    assert json.loads(body)["_source"] is False
    assert bulk == "/_bulk?require_alias=true"
    assert told["content-type"] == "application/vnd.elasticsearch+x-ndjson; compatible-with=8"
    operation = json.loads(lines.splitlines()[0])["index"]
    assert operation["version_type"] == "external_gte"
    assert abs(operation["version"] / 1e6 - time.time()) < 3600


def test_without_an_address_nothing_loads_the_client(tmp_path):
    """Neither at the start nor by a search, a job or a look at its health."""
    code = """
import django, sys
django.setup()
import community.urls
from community.kernel import health, jobs
from community.search.backends import chosen
from community.search.language.tree import Query
from django.contrib.auth.models import AnonymousUser
chosen.matches(Query("", is_within_group=True), AnonymousUser())
assert jobs.jobs["search.elasticsearch"].due() == []
assert not health._parts["elasticsearch"]()
print(*sys.modules)
"""
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(DJANGO_SETTINGS_MODULE="community.settings", DATA_DIR=str(tmp_path)),
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(told.stdout.split())
    assert "community.search.elastic.jobs" in loaded
    assert not {"elasticsearch", "elastic_transport", "elasticsearch_dsl"} & loaded
    assert postgresql.name == "postgresql"
