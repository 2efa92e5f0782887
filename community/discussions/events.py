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
class PostRenewed(ThreadEvent):
    """A post's page form was made anew, as the title of what it links to came; nobody edited it."""

    name = "discussions.post.renewed"

    post_id: int


@dataclass(frozen=True, kw_only=True)
class MembersMentioned(ThreadEvent):
    """A post calls members by name, whom it did not call before; all of them may read it."""

    name = "discussions.members.mentioned"

    post_id: int
    member_ids: list[int]


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
    """A member likes a post, under one of the reactions."""

    name = "discussions.post.liked"

    post_id: int
    author_id: int
    reaction: str = "thanks"


@dataclass(frozen=True, kw_only=True)
class PostReactionChanged(ThreadEvent):
    """A member's like of a post goes by another reaction now; it is the same like."""

    name = "discussions.post.reaction_changed"

    post_id: int
    author_id: int
    reaction: str


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
class ThreadClosed(ThreadEvent):
    """Nobody but moderators replies any more."""

    name = "discussions.thread.closed"


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(ThreadEvent):
    """A closed thread takes replies again."""

    name = "discussions.thread.reopened"


@dataclass(frozen=True, kw_only=True)
class ThreadArchived(ThreadEvent):
    """A thread is for reading only from now on."""

    name = "discussions.thread.archived"


@dataclass(frozen=True, kw_only=True)
class ThreadUnarchived(ThreadEvent):
    """An archived thread changes again."""

    name = "discussions.thread.unarchived"


@dataclass(frozen=True, kw_only=True)
class ThreadPinned(ThreadEvent):
    """A thread stands first in its container's list, or in every list of its kind."""

    name = "discussions.thread.pinned"

    is_everywhere: bool


@dataclass(frozen=True, kw_only=True)
class ThreadUnpinned(ThreadEvent):
    """A thread stands in its list where the list's order puts it."""

    name = "discussions.thread.unpinned"


@dataclass(frozen=True, kw_only=True)
class WatchChanged(Event):
    """A member chose how closely to watch a thread or a place, or (no level) forgot the choice."""

    name = "discussions.watch.changed"

    kind: str
    object_id: int
    level: int | None


@dataclass(frozen=True, kw_only=True)
class PostsImported(Event):
    """An import added posts to threads that were here; it is one event, whatever their number.

    `counted` are as many numbers as there are containers: how many posts more each one holds.
    """

    name = "discussions.posts.imported"

    kind: str
    thread_ids: list[int]
    container_ids: list[int]
    counted: list[int]


@dataclass(frozen=True, kw_only=True)
class ThreadsImported(Event):
    """An import brought threads in; it is one event, whatever their number."""

    name = "discussions.threads.imported"

    kind: str
    threads_count: int
    posts_count: int
