"""What a thread brings along that was written elsewhere, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from community.accounts.models import Audience
from community.discussions.models import Like
from community.discussions.models.external_ids import ExternalId
from community.discussions.models.reading import Level, Reason
from community.discussions.posts.actions.text import Text


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that was done to a thread or post: when, and by whom."""

    at: datetime
    by_id: int


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What a post said before an edit."""

    source: str
    editor_id: int
    replaced_at: datetime
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Came:
    """What it was called where it comes from."""

    site: str
    kind: ExternalId.Kind
    key: int


@dataclass(frozen=True, kw_only=True)
class ImportedLike:
    member_id: int
    at: datetime
    reaction: Like.Reaction = Like.Reaction.THANKS


@dataclass(frozen=True, kw_only=True)
class ImportedPost:
    """`parent` is the place in the list that it comes in, which is before this one's own."""

    author_id: int
    source: str
    created_at: datetime
    text: Text | None = None  # what `source` becomes, where that is known already
    parent: int | None = None
    parent_id: int | None = None  # instead: a post that was here before
    likes: Sequence[ImportedLike] = ()  # at most one a member, and none of the author's
    earlier: Sequence[Earlier] = ()  # the oldest first
    removed: Act | None = None
    came: Came | None = None
    edited_at: datetime | None = None  # where no earlier text came along
    score: int = 0  # of votes that name nobody
    url: str = ""  # where it was first published
    licence: str = ""
    language: str = ""  # by its code; of an opening post, that of the title, too


@dataclass(frozen=True, kw_only=True)
class ImportedReading:
    """How far a member has read, and how closely they watch the thread."""

    member_id: int
    upto: int
    level: Level = Level.NORMAL
    reason: Reason = Reason.NONE


@dataclass(frozen=True, kw_only=True)
class ImportedState:
    """What moderators had made of the thread; a pin has a beginning, and may have an end."""

    closed: Act | None = None
    removed: Act | None = None
    archived_at: datetime | None = None
    pinned_at: datetime | None = None
    pinned_until: datetime | None = None
    is_pinned_everywhere: bool = False


OPEN = ImportedState()  # nothing special


@dataclass(frozen=True, kw_only=True)
class ImportedThread:
    """A thread with its posts in their order, the opening one first; that one is not removed.

    `number` is one that was reserved for it, where others refer to it.
    """

    title: str
    audience: Audience
    posts: Sequence[ImportedPost]
    number: int | None = None
    container_id: int | None = None
    views_count: int = 0
    state: ImportedState = OPEN
    readings: Sequence[ImportedReading] = ()


@dataclass(frozen=True, kw_only=True)
class ImportedReadingDay:
    """What a member read on a day (UTC): topics that were new to them, posts, minutes."""

    member_id: int
    day: date
    threads: int
    posts: int
    minutes: int
