"""Each item is read for itself, so that a malformed one spoils no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from community.accounts.models import User
from community.kernel.problems import INVALID
from community.kernel.text import is_storable
from forum.imports.actions_members import import_member_items
from forum.imports.actions_posts import import_post_items
from forum.imports.actions_topics import import_topic_items
from forum.imports.api import ImportedMemberIn, ImportedPostIn, ImportedTopicIn
from forum.imports.items import (
    MemberItem,
    PostItem,
    Problem,
    Result,
    Status,
    TopicItem,
)


@dataclass(frozen=True)
class What:
    """One sort of items: its shape, what it becomes, and the action that brings it in."""

    shape: type[serializers.Serializer[Any]]
    item: Callable[..., Any]
    act: Callable[..., list[Result]]


def _topic(posts: Sequence[Mapping[str, Any]] = (), **said: Any) -> TopicItem:
    return TopicItem(posts=[_given(PostItem, post) for post in posts], **said)


MEMBERS = What(ImportedMemberIn, MemberItem, import_member_items)
TOPICS = What(ImportedTopicIn, _topic, import_topic_items)
POSTS = What(ImportedPostIn, PostItem, import_post_items)


@dataclass(frozen=True)
class Results:
    results: Sequence[Result]
    created: int
    unchanged: int
    failed: int


def bring_in(what: What, *, source: str, items: Sequence[Any], by: User) -> Results:
    """Read the items, bring in what is fit, and tell of each in the order in which they came."""
    read = [*_read(what, items)]
    fit = [item for item in read if not isinstance(item, Result)]
    told = iter(what.act(source=source, items=fit, by=by))
    results = [item if isinstance(item, Result) else next(told) for item in read]
    counted = Counter(result.status for result in results)
    return Results(results, *(counted[status] for status in Status))


def _read(what: What, items: Sequence[Any]) -> Iterator[Any]:
    shape = what.shape()  # once: making one costs more than asking it
    for item in items:
        try:
            yield _given(what.item, shape.run_validation(item))
        except serializers.ValidationError as error:
            yield _malformed(item, error)


def _given(make: Callable[..., Any], told: Mapping[str, Any]) -> Any:
    """Nothing said is as good as null."""
    return make(**{name: value for name, value in told.items() if value is not None})


def _malformed(item: Any, error: serializers.ValidationError) -> Result:
    fields = dict(_flat("", error.detail))
    problem = Problem(code="invalid", detail=str(INVALID), fields=fields, status=422)
    return Result(external_id=_named(item), status=Status.FAILED, problem=problem)


def _named(item: Any) -> str:
    """What a malformed item calls itself, where that can be said again."""
    name = item.get("external_id") if isinstance(item, Mapping) else None
    return str(name) if isinstance(name, str | int) and is_storable(str(name)) else ""


def _flat(at: str, detail: Any) -> Iterator[tuple[str, list[str]]]:
    """Every complaint under where it stands: "posts.3.author"."""
    if isinstance(detail, Mapping):
        below = [(str(name), value) for name, value in detail.items()]
    elif any(isinstance(value, Mapping | list) for value in detail):
        below = [(str(place), value) for place, value in enumerate(detail)]
    else:
        if detail:
            yield at, [str(value) for value in detail]
        return
    for name, value in below:
        yield from _flat(f"{at}.{name}" if at else name, value)
