"""What both doors share: each item is read for itself, so that a malformed one spoils no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from community.accounts.models import User
from community.accounts.policy import may_run_the_place
from community.kernel.errors import Denied
from forum.imports.actions_members import import_member_items
from forum.imports.actions_posts import import_post_items
from forum.imports.actions_topics import import_topic_items
from forum.imports.items import (
    MOST_ITEMS,
    MOST_POSTS,
    MemberItem,
    PostItem,
    Problem,
    Result,
    Status,
    TopicItem,
)
from forum.imports.serializers import LONGEST_SOURCE, MemberItemIn, PostItemIn, TopicItemIn


@dataclass(frozen=True)
class What:
    """One sort of items: its shape, what it becomes, and the action that brings it in."""

    shape: type[serializers.Serializer]
    item: Callable[..., Any]
    act: Callable[..., list[Result]]


def _topic(posts: Sequence[Mapping[str, Any]] = (), **said: Any) -> TopicItem:
    return TopicItem(posts=[_given(PostItem, post) for post in posts], **said)


MEMBERS = What(MemberItemIn, MemberItem, import_member_items)
TOPICS = What(TopicItemIn, _topic, import_topic_items)
POSTS = What(PostItemIn, PostItem, import_post_items)


class _Anything(serializers.Field):
    def to_internal_value(self, data: Any) -> Any:
        return data


class _Envelope(serializers.Serializer):
    source = serializers.CharField(max_length=LONGEST_SOURCE)  # type: ignore[assignment]
    items = serializers.ListField(child=_Anything(), min_length=1, max_length=MOST_ITEMS)

    def validate_items(self, items: list[Any]) -> list[Any]:
        if sum(map(_posts_count, items)) > MOST_POSTS:
            raise serializers.ValidationError(f"Send at most {MOST_POSTS} posts at once.")
        return items


@dataclass(frozen=True)
class Results:
    results: Sequence[Result]
    created: int
    unchanged: int
    failed: int


def bring_in(what: What, sent: Any, by: Any) -> Results:
    """Read the items, bring in what is fit, and tell of each in the order in which they came.

    Raises ValidationError where the request is malformed as a whole, and Denied.
    """
    if not may_run_the_place(by):
        raise Denied
    envelope = _Envelope(data=sent)
    envelope.is_valid(raise_exception=True)
    source, items = envelope.validated_data["source"], envelope.validated_data["items"]
    read = [*_read(what, items)]
    fit = [item for item in read if not isinstance(item, Result)]
    told = iter(_acted(what, source, fit, by))
    results = [item if isinstance(item, Result) else next(told) for item in read]
    counted = Counter(result.status for result in results)
    return Results(results, *(counted[status] for status in Status))


def _acted(what: What, source: str, items: list[Any], by: User) -> list[Result]:
    return what.act(source=source, items=items, by=by) if items else []


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
    problem = Problem(code="invalid", detail="Look at the fields.", fields=fields, status=400)
    external_id = item.get("external_id", "") if isinstance(item, Mapping) else ""
    return Result(
        external_id=str(external_id) if isinstance(external_id, str | int) else "",
        status=Status.FAILED,
        problem=problem,
    )


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


def _posts_count(item: Any) -> int:
    posts = item.get("posts") if isinstance(item, Mapping) else None
    return len(posts) if isinstance(posts, list) else 0
