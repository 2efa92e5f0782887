"""Topics by way of example."""

from typing import Any

from community.kernel.examples import example, page_of, tag

tag("forum", "Topics, solutions, categories, tags, announcements and imports.")

TOPIC: dict[str, Any] = {
    "id": 42,
    "title": "How do I pair the sensor?",
    "language": "en",
    "author": "jonas",
    "author_id": 12,
    "url": "/t/how-do-i-pair-the-sensor/42/",
    "category": 3,
    "opening_post": 811,
    "solution": None,
    "posts_count": 1,
    "likes_count": 0,
    "views_count": 0,
    "created_at": "2026-03-01T09:30:00Z",
    "bumped_at": "2026-03-01T09:30:00Z",
    "updated_at": "2026-03-01T09:30:00Z",
    "deleted_at": None,
    "hidden_at": None,
    "closed_at": None,
    "archived_at": None,
    "pinned_at": None,
    "tags": ["bluetooth"],
    "viewer_reading": {
        "thread": 42,
        "last_read_number": 1,
        "unread_count": 0,
        "level": 3,
        "reason": 2,
    },
}
SOLVED = {
    **TOPIC,
    "solution": 812,
    "posts_count": 2,
    "viewer_reading": {**TOPIC["viewer_reading"], "unread_count": 1},
    "bumped_at": "2026-03-01T09:41:07.120000Z",
    "updated_at": "2026-03-01T11:15:30.400000Z",
}

example("GET topics/", "A page of topics, by id", answer=page_of(TOPIC))
example(
    "POST topics/",
    "A topic, sent with an Idempotency-Key",
    sent={
        "title": TOPIC["title"],
        "category": 3,
        "source": "It only blinks.",
        "tags": ["bluetooth"],
    },
    status=201,
    answer=TOPIC,
)
example("GET topics/{topic}/", "One topic", answer=TOPIC)
example(
    "PATCH topics/{topic}/",
    "Another title",
    sent={"title": "How do I pair the new sensor?"},
    answer={**TOPIC, "title": "How do I pair the new sensor?"},
)
example("PUT answers/{post}/acceptance/", "The reply that solved it", answer=SOLVED)
