from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class ThreadEvent(Event):
    """What every fact about a thread tells: which, of what kind, where, and who may read it."""

    thread_id: int
    kind: str
    container_id: int | None
    audience_id: int


@dataclass(frozen=True, kw_only=True)
class PostWritten(ThreadEvent):
    """A post was written; number 1 is the first post of a thread."""

    name = "discussions.post.written"

    post_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class PostEdited(ThreadEvent):
    """A post was edited: its text, or which language it is in."""

    name = "discussions.post.edited"

    post_id: int
    version: int
    is_language_changed: bool = False


@dataclass(frozen=True, kw_only=True)
class PostRerendered(ThreadEvent):
    """A post was rendered again, for example with a link's title; nobody edited it."""

    name = "discussions.post.rerendered"

    post_id: int


@dataclass(frozen=True, kw_only=True)
class MembersMentioned(ThreadEvent):
    """A post mentions members that it did not mention before; all of them may read it."""

    name = "discussions.members.mentioned"

    post_id: int
    member_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class PostDeleted(ThreadEvent):
    """A post was deleted or hidden; it can be restored."""

    name = "discussions.post.deleted"

    post_id: int
    is_hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class PostRemovalConfirmed(ThreadEvent):
    """A moderator confirmed its author's deletion: only moderators can restore the post."""

    name = "discussions.post.removal_confirmed"

    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostRestored(ThreadEvent):
    """A deleted or hidden post was restored."""

    name = "discussions.post.restored"

    post_id: int


@dataclass(frozen=True, kw_only=True)
class RevisionHidden(ThreadEvent):
    """An earlier version of a post was hidden from everybody but moderators."""

    name = "discussions.revision.hidden"

    post_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class RevisionShown(ThreadEvent):
    """A hidden version of a post is shown again."""

    name = "discussions.revision.shown"

    post_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class PostLiked(ThreadEvent):
    """A member reacted to a post."""

    name = "discussions.post.liked"

    post_id: int
    author_id: int
    reaction: str = "thanks"
    number: int = 0
    actor_trust_level: int = 1


@dataclass(frozen=True, kw_only=True)
class PostReactionChanged(ThreadEvent):
    """A member changed their reaction to a post."""

    name = "discussions.post.reaction_changed"

    post_id: int
    author_id: int
    reaction: str


@dataclass(frozen=True, kw_only=True)
class PostUnliked(ThreadEvent):
    """A member removed their reaction to a post."""

    name = "discussions.post.unliked"

    post_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadDeleted(ThreadEvent):
    """A thread was deleted or hidden; it can be restored."""

    name = "discussions.thread.deleted"

    posts_count: int
    is_hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class ThreadRestored(ThreadEvent):
    """A deleted or hidden thread was restored."""

    name = "discussions.thread.restored"

    posts_count: int


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(ThreadEvent):
    """A thread was closed: only moderators can reply."""

    name = "discussions.thread.closed"


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(ThreadEvent):
    """A closed thread was reopened."""

    name = "discussions.thread.reopened"


@dataclass(frozen=True, kw_only=True)
class ThreadArchived(ThreadEvent):
    """A thread was archived: it can be read but not changed."""

    name = "discussions.thread.archived"


@dataclass(frozen=True, kw_only=True)
class ThreadUnarchived(ThreadEvent):
    """A thread was unarchived."""

    name = "discussions.thread.unarchived"


@dataclass(frozen=True, kw_only=True)
class ThreadPinned(ThreadEvent):
    """A thread was pinned in its category, or in all lists."""

    name = "discussions.thread.pinned"

    is_everywhere: bool


@dataclass(frozen=True, kw_only=True)
class ThreadUnpinned(ThreadEvent):
    """A thread was unpinned."""

    name = "discussions.thread.unpinned"


@dataclass(frozen=True, kw_only=True)
class WatchChanged(Event):
    """A member set a watch level, or reset it (no level)."""

    name = "discussions.watch.changed"

    kind: str
    object_id: int
    level: int | None


@dataclass(frozen=True, kw_only=True)
class PostsImported(Event):
    """An import added posts to existing threads; one event for all of them.

    `counted` are as many numbers as there are containers: how many posts more each one holds.
    """

    name = "discussions.posts.imported"

    kind: str
    thread_ids: list[int]
    container_ids: list[int]
    counted: list[int]


@dataclass(frozen=True, kw_only=True)
class ThreadsImported(Event):
    """Threads were imported; one event for all of them."""

    name = "discussions.threads.imported"

    kind: str
    threads_count: int
    posts_count: int


@dataclass(frozen=True, kw_only=True)
class FileUploaded(Event):
    """A member uploaded a file; it is in no post yet."""

    name = "discussions.file.uploaded"

    upload_id: int
    kind: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class FileDeleted(Event):
    """A file was deleted: by its owner, by a moderator, or because no post had it for 48 hours (no
    actor)."""

    name = "discussions.file.deleted"

    upload_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class DayRead(Event):
    """What members read on one day (UTC, such as 20261201): for each of them the posts that were
    new to them, and the seconds. At most some hundreds of members; a day may have several events.
    """

    name = "discussions.day.read"

    day: int
    member_ids: list[int]
    posts: list[int]
    seconds: list[int]
