"""Search in the reference of REST."""

from community.kernel.examples import example, tag

tag("search", "Topics, posts, categories, tags and members by words and operators.")
tag("searches", "The caller's recent searches.")

FOUND = {
    "kind": "topic",
    "subject": "discussions.post:4711",
    "id": 4711,
    "group_id": 42,
    "number": 3,
    "title": "How do I pair the sensor?",
    "title_html": "How do I <mark>pair</mark> the sensor?",
    "snippet_html": "Hold the button for five seconds, then <mark>pair</mark> it again.",
    "url": "/t/how-do-i-pair-the-sensor/42/3/",
    "author": "ronja",
    "place": "Sensors",
    "place_url": "/c/sensors/7/",
    "tags": ["bluetooth"],
    "states": ["solved", "open"],
    "replies_count": 5,
    "others_count": 2,
    "created_at": "2026-03-01T09:30:00Z",
}
TOPICS = {"label": "Topics", "term": "kind:topic", "count": 1, "is_chosen": False}

example(
    "GET search/",
    "Posts with a word",
    answer={
        "results": [FOUND],
        "count": 1,
        "is_capped": False,
        "page": 1,
        "has_more": False,
        "facets": [{"name": "kind", "label": "Type", "values": [TOPICS]}],
        "suggestion": None,
        "meaning": "off",
    },
)
example("GET search/quick/", "While a word is typed", answer={"results": [FOUND]})
example("GET search/similar/", "Topics like a new one", answer={"results": [FOUND]})
