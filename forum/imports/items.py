"""What a program sends to be brought in, and what becomes of each item, as plain values."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import ClassVar, TypeVar

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from community.kernel.errors import RuleViolation
from community.kernel.languages import Text
from community.kernel.problem_titles import title_of
from community.kernel.problems import address_of

MOST_ITEMS = 500  # of a request
MOST_POSTS = 2000  # of a request, in all its topics


@dataclass(frozen=True, kw_only=True)
class MemberItem:
    external_id: str
    username: str
    joined_at: datetime | None = None
    bio: str = ""  # in Markdown
    location: str = ""
    links: Sequence[str] = ()
    reputation: int = 0


@dataclass(frozen=True, kw_only=True)
class Said:
    """What topics and replies have in common.

    The author is a member's name here, or what identified a member who came from the same source.
    """

    external_id: str
    markdown: str
    created_at: datetime
    author: str = ""
    author_external_id: str = ""
    edited_at: datetime | None = None
    score: int = 0
    url: str = ""
    licence: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class PostItem(Said):
    """A reply that comes with its topic, or for one that is here: then it says for which."""

    parent_external_id: str = ""
    parent: int | None = None
    topic_external_id: str = ""
    topic: int | None = None


@dataclass(frozen=True, kw_only=True)
class TopicItem(Said):
    title: str
    category: str  # its slug
    tags: Sequence[str] = ()
    views_count: int = 0
    closed_at: datetime | None = None
    archived_at: datetime | None = None
    solution_external_id: str = ""
    posts: Sequence[PostItem] = ()


class Status(StrEnum):
    CREATED = "created"
    UNCHANGED = "unchanged"  # it was here before, and stays as it is
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """RFC 9457, and our code."""

    code: str
    detail: str
    fields: dict[str, list[str]]  # by where it stands: "posts.3.author"
    status: int = HTTPStatus.CONFLICT

    @property
    def type(self) -> str:
        return address_of(self.code)

    @property
    def title(self) -> str:
        return str(title_of(self.code))


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of an item; a topic tells of each of its posts, too."""

    external_id: str
    status: Status
    id: int | None = None
    url: str = ""
    username: str = ""
    posts: Sequence[Result] = ()
    problem: Problem | None = None


class Unfit(RuleViolation):
    """This item cannot be brought in, because of what stands at one place in it."""

    codes: ClassVar[dict[str, str]] = {  # and what they mean, which docs/problems.md tells
        "elsewhere": gettext_noop("This post belongs to another topic here."),
        "repeated": gettext_noop("Another item in this request has the same identifier."),
        "topic_is_here": gettext_noop("Its topic already exists. Send this post to imports/posts."),
        "unfit_time": gettext_noop("The time is in the future, or before 1970."),
        "unknown_author": gettext_noop("This member does not exist here. Import members first."),
        "unknown_category": gettext_noop("There is no category with this slug."),
        "unknown_parent": gettext_noop("This post does not exist in this topic."),
        "unknown_solution": gettext_noop("The solution is not a post of this topic."),
        "unknown_topic": gettext_noop("This topic does not exist here. Import topics first."),
    }

    titles: ClassVar[dict[str, Text]] = {
        "elsewhere": _("In another topic"),
        "repeated": _("Duplicate item"),
        "topic_is_here": _("Topic already imported"),
        "unfit_time": _("Invalid time"),
        "unknown_author": _("Unknown author"),
        "unknown_category": _("Unknown category"),
        "unknown_parent": _("Unknown parent"),
        "unknown_solution": _("Unknown solution"),
        "unknown_topic": _("Unknown topic"),
    }

    def __init__(self, code: str, at: str, message: str = "") -> None:
        super().__init__()
        self.code, self.at, self.message = code, at, message or gettext(self.codes[code])

    def inside(self, place: str) -> Unfit:
        return Unfit(self.code, f"{place}.{self.at}", str(self))


def failed(external_id: str, why: Unfit) -> Result:
    problem = Problem(code=why.code, detail=str(why), fields={why.at: [str(why)]})
    return Result(external_id=external_id, status=Status.FAILED, problem=problem)


Item = TypeVar("Item", MemberItem, TopicItem, PostItem)


def check_once(item: Item, seen: set[str], *, at: str = "external_id") -> None:
    """Remember what was sent. Raises Unfit where the same identifier was before."""
    if item.external_id in seen:
        raise Unfit("repeated", at)
    seen.add(item.external_id)


def parents_first(posts: Sequence[PostItem]) -> list[PostItem]:
    """In the order in which they were sent, but no post before the one that it answers.

    Those that answer each other in a circle are left out.
    """
    places = {post.external_id: place for place, post in reversed(list(enumerate(posts)))}
    below: dict[int, list[int]] = defaultdict(list)
    ready: list[int] = []
    for place, post in enumerate(posts):
        above = places.get(post.parent_external_id)
        if above is None:
            ready.append(place)
        else:
            below[above].append(place)
    found = []
    while ready:
        place = heapq.heappop(ready)
        found.append(posts[place])
        for answer in below[place]:
            heapq.heappush(ready, answer)
    return found
