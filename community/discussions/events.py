from dataclasses import dataclass

from community.events.facts import Event


@dataclass(frozen=True, kw_only=True)
class ThreadEvent(Event):
    """What every fact about a thread tells: which, of what kind, where, and who may read it."""

    thread_id: int
    kind: str
    container_id: int | None
    audience_id: int


@dataclass(frozen=True, kw_only=True)
class PostWritten(ThreadEvent):
    """A post was added; number 1 is the one that opens the thread."""

    name = "discussions.post.written"

    post_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class PostEdited(ThreadEvent):
    """What a post says was changed."""

    name = "discussions.post.edited"

    post_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class PostDeleted(ThreadEvent):
    """A post was taken off the page; it can be brought back."""

    name = "discussions.post.deleted"

    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostSealed(ThreadEvent):
    """A moderator removed what its author had already: only moderators bring it back now."""

    name = "discussions.post.sealed"

    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostRestored(ThreadEvent):
    """A deleted post was brought back."""

    name = "discussions.post.restored"

    post_id: int


@dataclass(frozen=True, kw_only=True)
class RevisionHidden(ThreadEvent):
    """An earlier version of a post was taken out of everybody's sight but moderators'."""

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
    """A member likes a post."""

    name = "discussions.post.liked"

    post_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class PostUnliked(ThreadEvent):
    """A member took a like back."""

    name = "discussions.post.unliked"

    post_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadDeleted(ThreadEvent):
    """A whole thread was taken off the lists; it can be brought back."""

    name = "discussions.thread.deleted"

    posts_count: int


@dataclass(frozen=True, kw_only=True)
class ThreadRestored(ThreadEvent):
    """A deleted thread was brought back."""

    name = "discussions.thread.restored"

    posts_count: int


@dataclass(frozen=True, kw_only=True)
class ThreadsImported(Event):
    """An import brought threads in; it is one event, whatever their number."""

    name = "discussions.threads.imported"

    kind: str
    threads_count: int
    posts_count: int
