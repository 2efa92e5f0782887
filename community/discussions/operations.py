"""What can be done with threads and posts of every kind, by programs and by buttons of pages."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext

from community.accounts.models import User
from community.discussions import actions, policy
from community.discussions.api import (
    EditIn,
    LikeIn,
    MentionOut,
    PinIn,
    PostFilter,
    PostOut,
    ReactionOut,
    ReadingIn,
    ReadingOut,
    RemovedPostOut,
    RemovedThreadOut,
    ReplyIn,
    RevisionOut,
    RevisionsIn,
    ThreadFilter,
    ThreadOut,
    ThreadWatchIn,
    WatchIn,
    WatchOut,
)
from community.discussions.converting.api import ConversionIn
from community.discussions.history.versions import history_of, revisions_of
from community.discussions.mentions.queries import mentions_of
from community.discussions.models import Like, Post, Revision, Thread, Upload
from community.discussions.models.reading import Level, Mention, Reading, Reason, ThreadLevel, Watch
from community.discussions.queries import reaction_bar, readable_post, readable_thread
from community.discussions.reading import actions as reading
from community.discussions.reading.schema import ReadingNode, WatchNode
from community.discussions.reading.views import thread_watch_control
from community.discussions.reading.watching import reading_of
from community.discussions.schema import LikeNode, MentionNode, PostNode, RevisionNode, ThreadNode
from community.discussions.suggesting import operations as suggesting
from community.discussions.uploads import operations as uploads
from community.discussions.views import history_url, post_url, thread_url
from community.kernel import subjects
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, MODERATORS, OWNER
from community.kernel.subjects import Subject
from community.kernel.text import fold
from community.search.api import SearchResultOut
from community.search.meaning.http import find
from community.search.results import Hit


def _threads(viewer: Any, *, kind: str | None = None) -> Any:
    seen = Thread.objects.visible_to(viewer).select_related("author", "last_author")
    return seen.filter(kind=kind) if kind else seen


def related_threads(_viewer: Any, *, request: Any, thread: Thread) -> list[Hit]:
    """What is about the same, as search finds it; nothing for kinds that cannot be found."""
    try:
        return list(find(request, thread.kind, thread.pk).hits)
    except ObjectDoesNotExist:
        return []


def _posts(viewer: Any, *, thread: Any = None, author: str | None = None) -> Any:
    seen = Post.objects.visible_to(viewer).select_related("author", "thread")
    seen = seen.filter(thread=thread) if thread else seen
    return seen.filter(author__folded_username=fold(author)) if author else seen


def _removed_threads(viewer: Any) -> Any:
    return Thread.objects.read_by(viewer).filter(deleted_at__isnull=False)


def _removed_posts(viewer: Any) -> Any:
    inside = Thread.objects.read_by(viewer)
    return Post.objects.filter(deleted_at__isnull=False, thread__in=inside)


def _place(viewer: User, key: str) -> Subject:
    place = Subject.parse(key)
    if place is None or subjects.resolve(place, viewer) is None:
        raise Watch.DoesNotExist
    return place


THREAD = Resource(
    name="thread",
    model=Thread,
    find=_threads,
    out=ThreadOut,
    node=ThreadNode,
    one=lambda viewer, pk: readable_thread(viewer, pk, "author", "last_author"),
    updated="updated_at",
    version=lambda thread: thread.changes,  # not each look at its page
)
POST = Resource(
    name="post", model=Post, find=_posts, one=readable_post, out=PostOut, node=PostNode,
    updated="updated_at", lock_target=lambda post: post.thread,
)  # fmt: skip
REMOVED_THREAD = Resource(
    name="removed_thread", model=Thread, find=_removed_threads, out=RemovedThreadOut,
    updated="updated_at",
)  # fmt: skip
REMOVED_POST = Resource(
    name="removed_post", model=Post, find=_removed_posts, out=RemovedPostOut, updated="updated_at"
)  # fmt: skip
REVISION = Resource(
    name="revision", model=Revision, find=lambda viewer, post: revisions_of(post, viewer),
    by="number", parents=("post",), node=RevisionNode,
    description="The number of the revision, starting at 1.",
)  # fmt: skip
REACTION = Resource(
    name="reaction", model=Like, find=lambda _viewer, post: post.likes.select_related("member"),
    out=ReactionOut, node=LikeNode,
)  # fmt: skip
MENTION = Resource(
    name="mention", model=Mention, find=mentions_of, out=MentionOut, node=MentionNode
)  # fmt: skip
READING = Resource(
    name="reading", model=Reading, find=lambda viewer: viewer.readings, out=ReadingOut,
    node=ReadingNode,
)  # fmt: skip
PLACE = Resource(
    name="place", model=Subject, by="place", lookup=_place,
    description="`forum.category:3`, `forum.tag:7`, or `forum:0` for everything.",
)  # fmt: skip
WATCH = Resource(
    name="watch", model=Watch, find=lambda viewer: viewer.watches, out=WatchOut, node=WatchNode
)  # fmt: skip


def watch_place(*, place: Subject, level: int | None, by: User) -> Watch:
    """Set how closely to watch the topics of a category or tag; null resets it.
    `place` is a kind and an id, such as `forum.category:3` or `forum.tag:1`."""
    return reading.watch_place(kind=place.kind, object_id=place.id, level=level, by=by)


def mark_all_read(*, place: Subject, by: User) -> None:
    """Mark all topics of a category (`forum.category:3`) or everything (`forum:0`) as read."""
    reading.mark_all_read(kind=place.kind, object_id=place.id, by=by)


def _deleted(request: Any, post: Post) -> str:
    may_restore = policy.may_restore(request.user, post, post.thread)
    return gettext("Post deleted.") if may_restore else ""


def _steps(viewer: Any, *, post: Post, before: int = 0) -> Any:
    """What the post said before, newest first, with what each edit changed: 20 at a time.

    The next ones are asked for with the last one's number as `before`.
    """
    return history_of(post, viewer, before=before).steps


api = Api(
    "discussions", scope="community", resources=[THREAD, POST, REVISION, PLACE], allowed=MODERATORS
)

api.list("threads/", THREAD, filters=ThreadFilter, description="Threads of every kind.")
api.retrieve("threads/{thread}/")
api.mutation(
    "DELETE threads/{thread}/", actions.delete_thread, output=THREAD, allowed=OWNER | MODERATORS
)
api.mutation(
    "PUT threads/{thread}/recovery/",
    actions.restore_thread,
    output=THREAD,
    allowed=OWNER | MODERATORS,
)
api.mutation("PUT threads/{thread}/closure/", actions.close_thread, output=THREAD)
api.mutation("DELETE threads/{thread}/closure/", actions.reopen_thread, output=THREAD)
api.button(
    "threads/{thread}/closure/", actions.close_thread, undo=actions.reopen_thread, then=thread_url,
    message=lambda _request, _thread: gettext("Closed. Only moderators can reply."),
    offers_undo=True,
)  # fmt: skip
api.mutation("PUT threads/{thread}/archival/", actions.archive_thread, output=THREAD)
api.mutation("DELETE threads/{thread}/archival/", actions.unarchive_thread, output=THREAD)
api.button(
    "threads/{thread}/archival/", actions.archive_thread, undo=actions.unarchive_thread,
    then=thread_url,
)  # fmt: skip
api.mutation(
    "POST threads/{thread}/conversion/",
    actions.convert_thread,
    input=ConversionIn,
    output=THREAD,
    status=200,
    example={"container": 7},
)
api.mutation("PUT threads/{thread}/pin/", actions.pin_thread, input=PinIn, output=THREAD)
api.mutation("DELETE threads/{thread}/pin/", actions.unpin_thread, output=THREAD)
api.retrieve(
    "threads/{thread}/reading/",
    READING,
    lambda viewer, thread: reading_of(thread, viewer),
    for_members=True,
    description="How far the caller has read a thread, and how closely they watch it. Before the"
    " first visit, nothing is read and the level is that of the category and tags.",
)
api.mutation(
    "PUT threads/{thread}/reading/",
    reading.mark_read,
    input=ReadingIn,
    output=READING,
    allowed=MEMBERS,
)
api.mutation(
    "PUT threads/{thread}/watch/",
    reading.watch_thread,
    input=ThreadWatchIn,
    output=READING,
    allowed=MEMBERS,
)
api.button(
    "threads/{thread}/watch/", reading.watch_thread, name="thread_watch",
    fragment=("discussions/_watch.html", thread_watch_control),
)  # fmt: skip

api.list(
    "threads/{thread}/posts/", POST, order="number", name="list_posts_of_thread",
    description="The posts of a thread that the caller may read, by number.",
)  # fmt: skip
api.mutation(
    "POST threads/{thread}/posts/",
    actions.reply_to_thread,
    input=ReplyIn,
    output=POST,
    allowed=MEMBERS,
    may_wait=True,
)
api.list("posts/", POST, filters=PostFilter, description="Posts of all threads.")
api.retrieve("posts/{post}/")
api.mutation(
    "PATCH posts/{post}/",
    actions.edit_post,
    input=EditIn,
    output=POST,
    allowed=OWNER | MODERATORS,
)
api.mutation("DELETE posts/{post}/", actions.delete_post, output=POST, allowed=OWNER | MODERATORS)
api.mutation(
    "PUT posts/{post}/recovery/", actions.restore_post, output=POST, allowed=OWNER | MODERATORS
)
api.button(
    "posts/{post}/deletion/", actions.delete_post, undo=actions.restore_post, then=post_url,
    message=_deleted, offers_undo=True,
)  # fmt: skip
api.mutation(
    "PUT posts/{post}/like/", actions.like_post, input=LikeIn, output=POST, allowed=MEMBERS
)
api.mutation("DELETE posts/{post}/like/", actions.unlike_post, output=POST, allowed=MEMBERS)
api.button(
    "posts/{post}/like/", actions.like_post, undo=actions.unlike_post,
    fragment=("discussions/_like.html", lambda request, post: reaction_bar(post, request.user)),
)  # fmt: skip
api.query(
    "threads/{thread}/related/", related_threads, SearchResultOut, many=True,
    description="Discussions about the same as this one, the most similar first: at most 5, of all"
    " kinds. Where few are known to be, those with a similar title.",
)  # fmt: skip
api.list("posts/{post}/reactions/", REACTION, order="-pk", description="The reactions to a post.")
api.query(
    "posts/{post}/revisions/", _steps, RevisionOut, many=True, filters=RevisionsIn,
    name="list_revisions",
)  # fmt: skip
at_revision = "posts/{post}/revisions/{revision}"
api.mutation(f"PUT {at_revision}/hiding/", actions.hide_revision, output=POST)
api.mutation(f"DELETE {at_revision}/hiding/", actions.show_revision, output=POST)
api.button(
    "posts/{post}/history/{revision}/hiding/", actions.hide_revision, undo=actions.show_revision,
    then=history_url,
)  # fmt: skip
api.mutation(
    f"PUT {at_revision}/restoration/",
    actions.restore_version,
    output=POST,
    allowed=OWNER | MODERATORS,
)
api.button("posts/{post}/history/{revision}/restoration/", actions.restore_version, then=post_url)

api.list(
    "removals/threads/",
    REMOVED_THREAD,
    description="Deleted threads that the caller could read, for programs that keep a copy. Their"
    " posts are deleted with them.",
)
api.list(
    "removals/posts/", REMOVED_POST,
    description="Deleted posts that the caller could read, for programs that keep a copy.",
)  # fmt: skip

api.list(
    "me/mentions/", MENTION, order="-pk", for_members=True,
    description="Posts that mention the caller, newest first.",
)  # fmt: skip
api.list(
    "watches/", WATCH, for_members=True, name="list_watches",
    description="Categories and tags with a watch level chosen by the caller.",
)  # fmt: skip
api.mutation(
    "PUT watches/{place}/",
    watch_place,
    input=WatchIn,
    output=WATCH,
    allowed=MEMBERS,
    example={"level": 1},
)
api.mutation("PUT watches/{place}/reading/", mark_all_read, allowed=MEMBERS)

declared = (api, *uploads.declared, *suggesting.declared)
enum_names = {
    "Reaction": Like.Reaction,
    "WatchLevel": Level,
    "ThreadWatchLevel": ThreadLevel,
    "WatchReason": Reason,
    "UploadKind": Upload.Kind,
    "PieceOp": ["keep", "insert", "delete"],
}
