"""Operators and kinds of made-up things, for tests of the query language."""

from community.search import registration
from community.search.registration import BadValue, Kind, Operator, key

CATEGORIES = {"support": 3, "support desk": 4, "böse": 5}


def _find(name):
    def find(value, _viewer):
        if value.casefold() not in CATEGORIES:
            raise BadValue(f"No {name} is called “{value}”.")
        return [key(name, CATEGORIES[value.casefold()])]

    return find


def operators():
    return [
        Operator(
            name="category", help="In a category", example="category:support", find=_find("in"),
        ),
        Operator(name="tag", help="With a tag", example="#bug", find=_find("tag"), signs=["#"]),
        Operator(
            name="topic", help="In a topic", example="topic:12",
            find=lambda value, _viewer: [key("topic", value)], is_within_group=True,
        ),
        Operator(name="none", help="Nothing", example="none:1", find=lambda *_: []),
    ]  # fmt: skip


def kinds():
    return [
        Kind(
            name="toy.topic", word="topic", label="Topics", icon="chat", position=1,
            is_discussion=True,
        ),
        Kind(name="toy.person", word="member", label="Members", icon="person", position=2),
    ]  # fmt: skip


def register(monkeypatch):
    """For one test, or one module: nothing but these and what every search has."""
    built_in = {
        name: one
        for name, one in registration._all.operators.items()
        if name in {"kind", "status", "author"}
    }
    known = {**built_in, **{one.name: one for one in operators()}}
    monkeypatch.setattr(registration._all, "operators", known)
    monkeypatch.setattr(registration._all, "kinds", {one.name: one for one in kinds()})
    monkeypatch.setattr(registration._all, "statuses", {"solved": "Solved", "closed": "Closed"})
