"""The requests that are measured, for each program, and how an answer is checked."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

Cast = dict[str, Any]
TOKEN = "b" * 32  # of the forms, in the cookie too
ROWS_OF_A_LIST = 25  # at least: an error page has none


class Request(NamedTuple):
    method: str
    path: str
    body: str = ""
    headers: dict[str, str] = {}


@dataclass(frozen=True)
class Row:
    """`ours` and `peer` make the n-th request; `written` counts what a write has added."""

    name: str
    ours: Callable[[Cast, int], Request]
    peer: Callable[[Cast, int], Request] | None
    shows: str = ""  # "list" or "topic"
    written: tuple[str, str] = ("", "")  # statements that count, ours and the peer's


def page(path: str, *, cookie: str = "") -> Request:
    return Request("GET", path, "", {"Cookie": cookie} if cookie else {})


def form(path: str, cookie: str, **fields: str) -> Request:
    """A form as a browser posts it."""
    headers = {
        "Cookie": f"{cookie}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return Request("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}), headers)


def program(method: str, path: str, cookie: str, body: object) -> Request:
    """A request of a program, with a session."""
    headers = {
        "Cookie": f"{cookie}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/json",
    }
    return Request(method, path, json.dumps(body), headers)


def text(n: int) -> str:
    """What the n-th reply says: no two say the same."""
    return (
        f"Hold the button for *{n}* seconds, then `pair` it again: that was it for me.\n\n"
        "- the light blinks twice\n- then it is **on**\n\nThanks for the hint about the cable."
    )


def writer(cast: Cast, n: int) -> str:
    return str(cast["writers"][n % len(cast["writers"])])


def topic(cast: Cast, n: int) -> int:
    """The n-th topic that is written in: each one once, so that they stay as long as they are."""
    return int(cast["topics"]) - n % int(cast["topics"])


def post(cast: Cast, n: int) -> int:
    """The second post of that topic."""
    return (topic(cast, n) - 1) * int(cast["posts_each"]) + 2


def followed(path: str, follows: str, cast: Cast, n: int) -> Request:
    """A page for the member who follows so many topics."""
    return page(path, cookie=cast["followers"][follows])


UNKNOWN = "unknown=1"  # a cookie for which no page is kept
POSTS = "SELECT count(*) FROM discussions_post"
COMMENTS = "SELECT count(*) FROM spirit_comment_comment"
ROWS = [
    Row("empty view", lambda c, n: page("/healthz"), lambda c, n: page("/healthz")),
    *(
        Row(f"list, {who}", get, get, "list")
        for who, get in (
            ("visitor", lambda c, n: page("/")),
            ("visitor, uncached", lambda c, n: page("/", cookie=UNKNOWN)),
            ("member", lambda c, n: page("/", cookie=c["reader"])),
        )
    ),
    *(
        Row(f"topic, {who}", get, get, "topic")
        for who, get in (
            ("visitor", lambda c, n: page(c["topic"])),
            ("visitor, uncached", lambda c, n: page(c["topic"], cookie=UNKNOWN)),
            ("member", lambda c, n: page(c["topic"], cookie=c["reader"])),
        )
    ),
    Row(
        "reply",
        lambda c, n: form(
            f"/threads/{topic(c, n)}/replies/", writer(c, n), source=text(n), once=f"bench{n}"
        ),
        lambda c, n: form(f"/comment/{topic(c, n)}/publish/", writer(c, n), comment=text(n)),
        written=(POSTS, COMMENTS),
    ),
    Row(
        "reply by REST",
        lambda c, n: program(
            "POST",
            f"/api/v1/threads/{topic(c, n + 997)}/posts/",
            writer(c, n + 50),
            {"source": text(n)},
        ),
        None,
        written=(POSTS, ""),
    ),
    Row(
        "like",
        lambda c, n: form(f"/posts/{post(c, n)}/like/", writer(c, n + 20)),
        lambda c, n: form(f"/comment/like/{post(c, n)}/create/", writer(c, n + 20)),
        written=(
            "SELECT count(*) FROM discussions_like",
            "SELECT count(*) FROM spirit_comment_like_commentlike",
        ),
    ),
]
FOLLOWERS = [
    Row(f"{name}, following {follows}", get, None, "" if "all read" in follows else "list")
    for follows in ("40", "4,000", "4,000 (all read)")
    for name, get in (
        ("list", partial(followed, "/", follows)),
        ("unread", partial(followed, "/unread/", follows)),
    )
]


def fault(row: Row, cast: Cast, status: int, content: str) -> str:
    """What is wrong with an answer; empty when it is what was asked for."""
    if status not in {200, 201, 302}:
        return f"{row.name}: status {status}: {content[:300]}"
    if row.shows == "list" and content.count('href="/t') < ROWS_OF_A_LIST:
        return f"{row.name}: the list is not there"
    if row.shows == "topic" and cast["last_words"] not in content:
        return f"{row.name}: the last post is not there"
    return ""
