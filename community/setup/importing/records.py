"""What a community says of itself when it moves in, whatever it was written with there.

A source (a dump, an export, an archive of mails) reads its files and yields these; one run
(`run.py`) writes them. Sources do not touch the database, and the run knows no format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Progress = Callable[[str, float], None]  # what is being done, and which share of it is
Complain = Callable[[str], None]  # hears a line for each row that cannot be used


class Unreadable(Exception):
    """The source cannot be read on."""


class Unusable(Exception):
    """This row cannot be brought in; the others can."""


@dataclass(frozen=True, kw_only=True)
class SourceMember:
    """Somebody who had an account there; `key` is the account's number there."""

    key: int
    name: str
    joined_at: datetime | None = None
    bio: str = ""  # markdown
    location: str = ""
    website: str = ""
    reputation: int = 0
    is_machine: bool = False  # acts for the site itself: ours stands for it
    where: str = ""  # in the source, for complaints


@dataclass(frozen=True, kw_only=True)
class SourceBadge:
    """What a member was honoured with there, kept for the recognition that is to come."""

    key: int
    member_key: int
    name: str
    level: int  # 1 gold, 2 silver, 3 bronze
    given_at: datetime
    where: str = ""  # in the source, for complaints


@dataclass(frozen=True, kw_only=True)
class SourceAuthor:
    """Who wrote a post. Without a key there is only the name that it was signed with."""

    key: int | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class SourcePost:
    """`parent` is the place of the post that it answers in its topic's list, before its own.

    `where` says where it stands in the source ("Posts.xml row 17"), for complaints.
    `kind` keeps the numbers of answers and comments apart where both count from 1.
    """

    kind: str  # of ExternalId.Kind: question, answer, comment
    key: int
    where: str
    author: SourceAuthor
    source: str  # markdown
    created_at: datetime
    edited_at: datetime | None = None
    parent: int | None = None
    score: int = 0  # up minus down; nobody says whose votes they were
    url: str = ""  # where it stood, for the link to its earlier versions
    licence: str = ""  # under which it was published there, as in "CC BY-SA 4.0"
    language: str = ""  # as it is called there, as in "pt_BR"


@dataclass(frozen=True, kw_only=True)
class SourceCategory:
    slug: str
    title: str
    description: str = ""
    parent_slug: str = ""
    parent_title: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceIdea:
    """That a topic is an idea or a bug, and what became of it."""

    is_bug: bool = False
    status: str = "submitted"  # a category of feedback's statuses
    reason: str = ""  # of that status


@dataclass(frozen=True, kw_only=True)
class SourceTopic:
    """A topic whole: its posts in their order, the opening one first."""

    key: int
    title: str
    posts: Sequence[SourcePost]
    category: SourceCategory | None = None  # None: the one that the command was given
    tags: Sequence[str] = ()
    views: int = 0
    accepted: int | None = None  # the place of the accepted answer among the posts
    closed_at: datetime | None = None
    archived_at: datetime | None = None
    pinned_at: datetime | None = None
    pinned_until: datetime | None = None
    is_pinned_everywhere: bool = False
    idea: SourceIdea | None = None  # None: it is a topic of the forum
    changed_at: datetime | None = None  # when its status can have been set at the latest


class Source(Protocol):
    """One kind of files, opened for one run.

    The iterators are read one after the other, in this order, in constant memory. What they
    cannot use they tell `complain` in one line each and leave out; they raise Unreadable where
    they cannot go on.
    """

    site: str  # the name that keeps its numbers apart from those of other sites

    def members(self) -> Iterator[SourceMember]: ...

    def topics(self) -> Iterator[SourceTopic]: ...

    def badges(self) -> Iterator[SourceBadge]: ...

    def topics_count(self) -> int:
        """How many topics there are, for the progress; asked once `members` is through."""
        ...

    def whom(self, name: str, topic: SourceTopic) -> int | None:
        """The key of the member who is meant by "@name" in this topic's posts, if anybody is."""
        ...

    def notes(self) -> Iterator[str]:
        """What else is worth knowing once everything was read, a line each."""
        ...
