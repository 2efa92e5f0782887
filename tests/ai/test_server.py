"""A server that speaks OpenAI's API, over real HTTP."""

import json

import pytest

from community.ai import server
from community.kernel.errors import Unavailable

NAN = float("nan")
SCHEMA = {
    "type": "object",
    "properties": {"label": {"type": "string"}},
    "required": ["label"],
    "additionalProperties": False,
}


def ask():
    return server.chat(system="Say how it sounds.", user="Thanks, it works.", schema=SCHEMA)


def test_a_chat_model_answers_an_object_of_the_schema(openai_server):
    openai_server.answer = lambda system, user: {"label": f"{system} {user}"}

    assert ask() == {"label": "Say how it sounds. Thanks, it works."}
    [(path, body)] = openai_server.asked
    assert path == "/v1/chat/completions"
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert body["temperature"] == 0


def test_each_text_has_its_vector_in_the_order_of_the_texts(openai_server, monkeypatch):
    monkeypatch.setattr(server, "AT_ONCE", 2)

    one, two, three = server.embeddings(["one", "a longer one", "one"])

    assert one == three != two
    assert [len(body["input"]) for _, body in openai_server.asked] == [2, 1]
    assert server.embeddings([]) == []


def test_a_server_that_fails_once_is_asked_again(openai_server):
    openai_server.answer = lambda *_: {"label": "positive"}
    openai_server.fail_next(500)

    assert ask() == {"label": "positive"}
    assert len(openai_server.asked) == 2


@pytest.mark.parametrize(
    ("answers", "asked", "told"),
    [
        ((500, 502), 2, "chat/completions: status 502 (server_error)"),
        ((429, 429), 2, "status 429"),
        ((400,), 1, "status 400"),
        ((307,), 1, "status 307"),  # a redirect is not followed, and not tried again
        ((b'{"choices": [',), 1, "the answer is no JSON"),
        ((b"[" * 100_000,), 1, "the answer is no JSON"),
        ((b'{"choices": []}',), 1, "no content that is JSON"),
        ((b"[]",), 1, "no content that is JSON"),
        ((json.dumps({"choices": [{"message": {"content": "Positive!"}}]}).encode(),), 1, "JSON"),
        ((json.dumps({"choices": [{"message": {"content": None}}]}).encode(),), 1, "JSON"),
        ((json.dumps({"choices": [{"message": {"content": "{}"}}]}).encode(),), 1, "the schema"),
    ],
)
def test_what_is_no_answer_is_unavailable(answers, asked, told, openai_server):
    openai_server.answer = lambda *_: {"label": "positive"}
    openai_server.fail_next(*answers)

    with pytest.raises(Unavailable) as refused:
        ask()

    assert told in str(refused.value)
    assert "Thanks" not in str(refused.value)  # which the server repeats in its errors
    assert len(openai_server.asked) == asked
    assert ask() == {"label": "positive"}  # one failure is no reason to stop asking


def test_broken_vectors_are_unavailable(openai_server):
    half = {"index": 0, "embedding": [0.5]}
    broken = [
        [half],  # of two
        [half, half],
        *(
            [half, {"index": 1, "embedding": other}]
            for other in ([], [NAN], ["half"], [0.5, 0.5], [10**400], [1e39])
        ),
        "no",
    ]

    for rows in broken:
        server.breaker.close()
        openai_server.fail_next(json.dumps({"data": rows}).encode())
        with pytest.raises(Unavailable, match=r"vector"):
            server.embeddings(["one", "two"])


def test_a_wrong_key_is_named_by_its_code_and_not_tried_again(openai_server, settings):
    settings.AI_SERVER_KEY = "sk-wrong"

    with pytest.raises(Unavailable, match=r"status 401 \(invalid_api_key\)") as refused:
        ask()

    assert "sk-wrong" not in str(refused.value)
    assert len(openai_server.asked) == 1


@pytest.mark.parametrize("key", ["sk-secret\n", "sk-secr\N{LATIN SMALL LETTER E WITH ACUTE}t"])
def test_a_key_that_cannot_be_sent_is_not_in_the_message(openai_server, settings, key):
    settings.AI_SERVER_KEY = key

    with pytest.raises(Unavailable, match="AI_SERVER_KEY: unusual") as refused:
        ask()

    assert "sk-" not in str(refused.value)
    assert openai_server.asked == []


def test_no_answer_within_the_time_is_tried_once_again(openai_server, monkeypatch):
    monkeypatch.setattr(server, "SECONDS", 0.1)
    openai_server.silence.set()

    with pytest.raises(Unavailable, match="did not answer in time"):
        ask()

    assert len(openai_server.asked) == 2


def test_an_answer_that_is_too_long_is_not_read(openai_server, monkeypatch):
    monkeypatch.setattr(server, "LONGEST", 1000)
    openai_server.answer = lambda *_: {"label": "x" * 2000}

    with pytest.raises(Unavailable, match="more than 1000 bytes"):
        ask()


def test_an_address_where_nobody_answers_is_unavailable(openai_server, settings):
    for url in ("localhost/v1", "ftp://127.0.0.1/v1", "http://127.0.0.1:1/v1"):
        settings.AI_SERVER_URL = url
        with pytest.raises(Unavailable):
            ask()
    assert openai_server.asked == []


def test_after_five_failures_nobody_asks_for_a_minute(openai_server, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("community.kernel.store.time.monotonic", lambda: now[0])
    openai_server.answer = lambda *_: {"label": "positive"}
    openai_server.fail_next(*[400] * 4)
    for _ in range(4):
        with pytest.raises(Unavailable):
            ask()
    assert ask() == {"label": "positive"}  # and the count begins again

    openai_server.fail_next(*[400] * 6)
    for _ in range(7):
        with pytest.raises(Unavailable):
            ask()
    assert len(openai_server.asked) == 5 + 5

    now[0] += 60.1
    for _ in range(2):  # one request finds that it still fails
        with pytest.raises(Unavailable):
            ask()
    assert len(openai_server.asked) == 11

    now[0] += 60.1
    assert ask() == ask() == {"label": "positive"}
