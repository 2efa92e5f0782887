"""The web server under clients that send slowly, too much, or nothing: real connections."""

import http.client
import json
import resource
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager

import pytest
from pytest_socket import enable_socket

from community.setup.up import GRANIAN
from tests.processes import Process, eventually
from tests.stack import free_port

pytestmark = [pytest.mark.enable_socket, pytest.mark.servers, pytest.mark.xdist_group("gateway")]
HOST = "127.0.0.1"


def listens(port):
    with socket.socket() as asking:
        return asking.connect_ex((HOST, port)) == 0


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("gateway") / "log"


@pytest.fixture(scope="module")
def port(log):
    enable_socket()
    port = free_port()
    command = [*GRANIAN[1:], "--host", HOST, "--port", str(port), "--interface", "rsgi"]
    server = Process(*command, "tests.kernel.gateway_app:served", log=log)
    eventually(lambda: listens(port))
    yield port
    server.kill()


def ask(port, path="/", body=None, method=None, **headers):
    """The status, and what the application was asked."""
    with closing(http.client.HTTPConnection(HOST, port, timeout=10)) as asking:
        asking.request(method or ("POST" if body is not None else "GET"), path, body, headers)
        answer = asking.getresponse()
        content = answer.read()
        is_json = answer.headers.get("Content-Type") == "application/json"
        return answer.status, json.loads(content) if is_json else content


@contextmanager
def connected(port, *said):
    with closing(socket.create_connection((HOST, port), timeout=10)) as connection:
        for words in said:
            connection.sendall(words)
        yield connection


def unfinished(length=100):
    return (
        b"POST /graphql/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n{" % length
    )


def test_the_application_is_asked_as_wsgi_says(port):
    status, told = ask(port, "/a%20b/%C3%A9?q=%ff&z=1", b"four", **{"Content-Type": "text/x"})

    assert status == 200
    assert told["PATH_INFO"].encode("latin-1").decode() == "/a b/é"
    assert told["QUERY_STRING"] == "q=%ff&z=1"
    assert (told["CONTENT_TYPE"], told["CONTENT_LENGTH"]) == ("text/x", "4")
    assert (told["body"], told["ends"]) == (4, "four")
    assert (told["REMOTE_ADDR"], told["SERVER_PORT"]) == (HOST, str(port))
    assert told["HTTP_HOST"] == f"{HOST}:{port}"


def test_repeated_headers_are_one_and_those_with_underscores_are_none(port):
    head = (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 1.1.1.1\r\n"
        b"X_Forwarded_For: 9.9.9.9\r\nX-Forwarded-For: 2.2.2.2\r\n"
        b"Cookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n"
    )
    with connected(port, head) as connection:
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))

    told = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert told["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"
    assert told["HTTP_COOKIE"] == "a=1; b=2"
    assert "9.9.9.9" not in told.values()


def test_unfinished_bodies_hold_no_thread(port):
    with ExitStack() as held:
        for _ in range(8):
            held.enter_context(connected(port, unfinished()))

        status, _ = ask(port)

    assert status == 200


def test_a_body_has_a_deadline_however_it_trickles(port):
    with connected(port, unfinished()) as connection:
        answer = b""
        for _ in range(40):
            connection.sendall(b" ")
            time.sleep(0.1)
            connection.settimeout(0.01)
            try:
                answer = connection.recv(1000)
                break
            except TimeoutError:
                connection.settimeout(10)

    assert answer.startswith(b"HTTP/1.1 408")


def test_a_body_has_a_size(port):
    with connected(port, unfinished(2_000_001)) as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 413")


def test_bodies_together_have_a_size(port):
    with connected(port, unfinished(1_900_000)), connected(port, unfinished(1_900_000)) as second:
        assert second.recv(1000).startswith(b"HTTP/1.1 503")

    eventually(lambda: ask(port, body=b"x" * 1_900_000)[0] == 200)


def test_a_client_that_goes_away_fills_no_log(port, log):
    for length in (100, 1_000_000):
        with connected(port, unfinished(length)):
            assert ask(port)[0] == 200
    eventually(lambda: ask(port, body=b"x" * 1_999_999)[0] == 200)  # neither is held any more

    assert "ProtocolClosed" not in log.read_text()


def test_a_long_body_arrives_whole(port):
    status, told = ask(port, body=b"x" * 1_000_000 + b"last")

    assert (status, told["body"], told["ends"]) == (200, 1_000_004, "last")


def test_a_long_answer_leaves_whole(port):
    status, content = ask(port, "/long")

    assert (status, len(content)) == (200, 48 * 65_536)


def test_a_fault_is_answered_and_the_next_one_is_served(port):
    assert [ask(port, "/fault")[0] for _ in range(3)] == [500, 500, 500]
    assert ask(port)[0] == 200


def test_more_than_may_wait_are_sent_away(port):
    with ThreadPoolExecutor(12) as pool:
        statuses = [answer[0] for answer in pool.map(lambda _: ask(port, "/slow"), range(12))]

    assert sorted(set(statuses)) == [200, 503]
    assert statuses.count(200) >= 2 + 4


def test_silent_connections_stop_nobody(port):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    beginnings = (b"", b"GET / HTTP/1.1\r\nHost: local", unfinished())
    try:
        with ExitStack() as held:
            for number in range(1_100):
                held.enter_context(connected(port, beginnings[number % 3]))
            statuses = [ask(port)[0] for _ in range(3)]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert statuses == [200, 200, 200]
