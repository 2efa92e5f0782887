"""Threads and posts by way of example."""

from typing import Any

from community.kernel.examples import example, page_of, tag
from community.search.examples import FOUND

tag("discussions", "Threads and posts: read, reply, edit, react, watch.")
tag("suggestions", "Suggestions to whoever writes something.")

POST: dict[str, Any] = {
    "id": 812,
    "thread": 42,
    "url": "/p/812/",
    "number": 2,
    "parent": None,
    "author": "mira",
    "author_id": 7,
    "source": "Hold the button for *five* seconds.",
    "language": "en",
    "html": "<p>Hold the button for <em>five</em> seconds.</p>",
    "version": 1,
    "replies_count": 0,
    "likes_count": 0,
    "imported_score": 0,
    "reactions": {},
    "viewer_reaction": None,
    "created_at": "2026-03-01T09:41:07.120000Z",
    "updated_at": "2026-03-01T09:41:07.120000Z",
    "edited_at": None,
    "deleted_at": None,
    "hidden_at": None,
    "imported_url": "",
    "imported_licence": "",
}
EDITED = {
    **POST,
    "source": "Hold the button for *eight* seconds.",
    "html": "<p>Hold the button for <em>eight</em> seconds.</p>",
    "version": 2,
    "updated_at": "2026-03-01T10:02:55.004000Z",
    "edited_at": "2026-03-01T10:02:55.004000Z",
}
LIKED = {**POST, "likes_count": 1, "reactions": {"thanks": 1}, "viewer_reaction": "thanks"}

READING = {"thread": 42, "last_read_number": 2, "unread_count": 5, "level": 2, "reason": 4}

example("GET threads/{thread}/posts/", "The posts of a thread", answer=page_of(POST))
example(
    "POST threads/{thread}/posts/",
    "A reply",
    sent={"source": POST["source"]},
    status=201,
    answer=POST,
)
example("GET posts/{post}/", "One post", answer=POST)
example(
    "PATCH posts/{post}/",
    "An edit, sent with the ETag that was read as If-Match",
    sent={"source": EDITED["source"], "reason": "It was eight"},
    answer=EDITED,
)
example("PUT posts/{post}/like/", "A like", sent={"reaction": "thanks"}, answer=LIKED)
example("GET threads/{thread}/reading/", "How far the caller came", answer=READING)
example(
    "PUT threads/{thread}/reading/",
    "Read up to its second post, for four seconds",
    sent={"upto": 2, "ms": 4000},
    answer=READING,
)
example(
    "PUT threads/{thread}/watch/",
    "To be told of every reply, because the caller chose it",
    sent={"level": 3},
    answer={**READING, "level": 3, "reason": 1},
)
UPLOAD = {
    "key": "3f09c1d25a6e4b7f8d10a2b3c4d5e6f7",
    "name": "sensor.webp",
    "kind": "picture",
    "media_type": "image/webp",
    "alt": "A sensor with a red light",
    "bytes": 91250,
    "width": 1600,
    "height": 1200,
    "widths": [690, 1035, 1380],
    "url": "/files/3f09c1d25a6e4b7f8d10a2b3c4d5e6f7/sensor.webp",
    "markdown": "![A sensor with a red light](/files/3f09c1d25a6e4b7f8d10a2b3c4d5e6f7/sensor.webp)",
    "created_at": "2026-03-01T09:41:07.120000Z",
    "unused_since": "2026-03-01T09:41:07.120000Z",
}

tag("uploads", "Files: upload, describe, delete. Posts show them by their Markdown.")
example("GET me/uploads/", "The caller's files", answer=page_of(UPLOAD))
example("GET uploads/{upload}/", "One file", answer=UPLOAD)
example(
    "PATCH uploads/{upload}/",
    "Another alternative text",
    sent={"alt": UPLOAD["alt"]},
    answer=UPLOAD,
)

WATCH = {"kind": "forum.category", "object_id": 3, "level": 4, "read_at": None}
REMOVED = {"id": 812, "thread": 42, "removed_at": "2026-03-02T07:12:00.500000Z"}

example("GET watches/", "What the caller watches", answer=page_of(WATCH))
example(
    "GET removals/threads/",
    "A topic that went",
    answer=page_of({"id": 57, "removed_at": REMOVED["removed_at"]}),
)
example("GET removals/posts/", "A reply that went", answer=page_of(REMOVED))
example("GET threads/{thread}/related/", "Threads about the same", answer=[FOUND])
example(
    "GET suggestions/containers/",
    "A category for a topic that is being written",
    answer=[
        {"kind": "forum.category", "container_id": 7, "title": "Sensors", "confidence": 0.94},
    ],
)
