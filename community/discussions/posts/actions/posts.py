from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypedDict, Unpack

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.discussions import policy
from community.discussions.events import (
    PostDeleted,
    PostEdited,
    PostRemovalConfirmed,
    PostRestored,
    PostWritten,
)
from community.discussions.kinds import kind_of
from community.discussions.languages import chosen, language_of_new
from community.discussions.models import DEPTH, Post, Revision, Thread
from community.discussions.posts.actions.contents import keep_contents
from community.discussions.posts.actions.screening import (
    flag_post,
    hold_reply,
    screen_edited,
    screen_reply,
    try_out,
)
from community.discussions.posts.actions.submissions import Held, Submission
from community.discussions.posts.actions.text import Text, facts, fit, refusal, rendered
from community.discussions.reading.actions import follow_own
from community.discussions.uploads.showing import with_files
from community.events.outbox import publish
from community.kernel import markdown
from community.kernel.accepted import Accepted
from community.kernel.editing import check_version, save_changes
from community.kernel.errors import RuleViolation
from community.kernel.statements import Statement
from community.kernel.text import storable

# A small correction soon after writing leaves no revision (as in Discourse).
GRACE = timedelta(minutes=5)
SMALL = 100  # characters

ANSWER = Statement(
    """
    UPDATE discussions_post SET replies_count = replies_count + 1
    WHERE id = %(post)s::bigint AND thread_id = %(thread)s::bigint AND deleted_at IS NULL
    RETURNING id, number, path
    """
)
WRITE = Statement(
    """
    INSERT INTO discussions_post (
        id, thread_id, number, parent_id, path, author_id, source, language, html, html_version,
        version, replies_count, likes_count, reactions
    ) VALUES (
        coalesce(%(id)s::bigint, nextval('discussions_post_id_seq')), %(thread)s::bigint,
        %(number)s::int, %(parent)s::bigint, %(path)s::int[],
        %(author)s::bigint, %(source)s::text, %(language)s::text, %(html)s::text,
        %(html_version)s::int, 1, 0, 0, '{}'
    ) RETURNING id, created_at, updated_at
    """,
    {"html_version": markdown.VERSION},
)
NEW = {
    "html_version": markdown.VERSION,
    "imported_score": 0,
    "imported_url": "",
    "imported_licence": "",
    "is_comment": False,
}  # what the database fills in


class ParentIsElsewhere(RuleViolation):
    code = "parent_is_elsewhere"
    title = _("Parent in another topic")
    message = _("The post that you reply to is not in this topic.")


class ParentWasDeleted(RuleViolation):
    code = "parent_was_deleted"
    title = _("Parent post deleted")
    message = _(
        "The post that you reply to was deleted. Your text was not posted; "
        "you can still post it as a reply to the topic."
    )


class OpeningPostStays(RuleViolation):
    code = "opening_post_stays"
    title = _("First post cannot be deleted")
    message = _("The first post cannot be deleted on its own. Delete the topic instead.")


def reply_to_thread(  # noqa: PLR0913 - what a reply begins with
    *,
    thread: Thread,
    source: str,
    by: User,
    parent: Post | None = None,
    language: str | None = None,
    upload_ids: Sequence[str] = (),
    once: str = "",
) -> Post | Accepted:
    """Reply to a thread. The post gets the thread's next number, or waits for approval first.

    Without a `language` it is that of its author, or of the site. Files of `upload_ids` that the
    text does not show are added at its end. Raises BlockedWords, UnknownUpload.

    With the same token in `once` the same words are written once; sent again, the first is
    returned. So it is for ten minutes with another token, as of a form that was loaded again.
    """
    source = fit(with_files(source, upload_ids, by))
    submission = Submission(once, by, thread.pk, parent and parent.pk, source)
    if sent := submission.consume("reply"):  # before rendering, which may cost a second
        return sent
    verdict = screen_reply(thread, source, by, submission.seconds)
    text, written_in = rendered(verdict.source, by=by), language_of_new(by, language)

    def write() -> Post:
        return write_reply(thread=thread, text=text, language=written_in, by=by, parent=parent)

    def keep() -> Held:
        try_out(write)
        return hold_reply(verdict, thread, text, written_in, by, parent)

    done = submission.save(keep if verdict.waits else write)
    if verdict.is_flagged and isinstance(done, Post):
        flag_post(verdict, done)
    return done


def write_reply(  # noqa: PLR0913 - what a reply consists of
    *,
    thread: Thread,
    text: Text,
    language: str,
    by: User,
    parent: Post | None = None,
    approved_id: int | None = None,
) -> Post:
    """Write a reply as it is, within a transaction. Nothing is screened.

    `approved_id` is the id that was reserved for it, if a moderator has approved it.
    """
    locked = Thread.take_number(thread.pk, by)
    may = policy.may_reply if approved_id is None else policy.may_be_published
    if not may(by, locked):
        raise refusal(locked, to_reply=True)
    post = write_post(locked, parent, text, language, by, post_id=approved_id)
    if on_reply := kind_of(locked).on_reply:
        on_reply(post)
    return post


def write_post(  # noqa: PLR0913, PLR0917 - what a post consists of
    thread: Thread,
    parent: Post | None,
    text: Text,
    language: str,
    by: User,
    post_id: int | None = None,
) -> Post:
    """Write the post that `thread.highest_number` was taken for; the thread's row is locked."""
    above: list[int] = []
    if parent:
        parent = _answered(thread, parent)
        # What answers the opening post stands beside it: the page is the branch.
        above = [] if parent.opens_thread else parent.path[: DEPTH - 1]
    path = [*above, thread.highest_number]
    post = _stored(
        Post(
            pk=post_id,
            thread=thread,
            number=thread.highest_number,
            parent=parent,
            path=path,
            author=by,
            source=text.source,
            language=language,
            html=text.html,
            **NEW,
        )
    )
    follow_own(thread, post, by)
    publish(PostWritten(**facts(thread, by), post_id=post.pk, number=post.number))
    keep_contents(thread=thread, post=post, text=text, by=by, is_new=True)
    return post


def _answered(thread: Thread, parent: Post) -> Post:
    """Count one reply more to this post; return it with its path and number as they are stored."""
    rows = ANSWER.fetched({"post": parent.pk, "thread": thread.pk})
    if not rows:
        is_here = thread.posts.filter(pk=parent.pk).exists()
        raise ParentWasDeleted if is_here else ParentIsElsewhere
    return Post.from_db(connection.alias, ("id", "number", "path"), rows[0])


def _stored(post: Post) -> Post:
    """Insert the new post; it has its id and times then, as `save` would leave it."""
    names = (
        "id", "thread_id", "number", "parent_id", "path", "author_id", "source", "language", "html",
    )  # fmt: skip
    rows = WRITE.fetched({name.removesuffix("_id"): getattr(post, name) for name in names})
    post.pk, post.created_at, post.updated_at = rows[0]
    post._state.adding, post._state.db = False, connection.alias
    return post


class PostChanges(TypedDict, total=False):
    source: str
    upload_ids: Sequence[str]  # files that are added at the end
    language: str  # the code of one that can be chosen; empty if it is none of them


def edit_post(
    *,
    post: Post,
    by: User,
    version: int | None = None,
    reason: str | None = "",
    **changes: Unpack[PostChanges],
) -> Post:
    """Change the text or the language of a post: only the fields that are sent. The earlier version
    is kept. Files of `upload_ids` that the text does not show are added at its end.

    `version` is the one that the editor saw. Raises Stale when it is another by now. The language
    of a first post is that of its thread's title, too.
    """
    _add_files(post, changes, by)
    reason = storable(reason or "")[:200]
    rates.consume("edit", by=by)  # before rendering, which may cost a second
    verdict = screen_edited(post, changes.get("source", ""), by)
    text = _rendered(post, changes, verdict.source, by)
    with transaction.atomic():
        thread, post = locked_post(post)
        if not policy.may_edit(by, post, thread):
            raise refusal(thread)
        is_new_text = text is not None and text.source != post.source
        is_other_language = _is_other_language(post, changes)
        if not is_new_text and not is_other_language:  # also a form that is sent a second time
            return post
        check_version(post, version, now=post.source)
        if not _is_small_correction(post, changes.get("source", post.source), by):
            _keep_revision(post, reason, by, with_language=is_other_language)
        save_changes(post, changes, **(_derived(text) if text and is_new_text else {}))
        if is_other_language and post.opens_thread:
            thread.language = post.language
            thread.save(update_fields=["language"])
        thread.mark_changed()
        publish(
            PostEdited(
                **facts(thread, by),
                post_id=post.pk,
                version=post.version,
                is_language_changed=is_other_language,
            )
        )
        if text and is_new_text:
            keep_contents(thread=thread, post=post, text=text, by=by, is_new=False)
    if verdict.is_flagged and is_new_text:
        flag_post(verdict, post)
    return post


def _add_files(post: Post, changes: PostChanges, by: User) -> None:
    """Raises UnknownUpload, NothingWritten, TooLong, NotText."""
    if added := changes.pop("upload_ids", ()):
        changes["source"] = with_files(changes.get("source", post.source), added, by)
    if "source" in changes:
        fit(changes["source"])


def _rendered(post: Post, changes: PostChanges, source: str, by: User) -> Text | None:
    """The new text as it was screened, put among the changes; None if the edit has none."""
    if "source" not in changes:
        return None
    changes["source"] = source
    author = User.objects.get(pk=post.author_id)
    return rendered(source, author=author, by=by, before=post)


def _is_other_language(post: Post, changes: PostChanges) -> bool:
    """Raises NoSuchLanguage."""
    return chosen(changes.get("language", post.language), now=post.language) != post.language


def _derived(text: Text) -> dict[str, Any]:
    """What a new text brings along. Another language alone makes no post edited: its words are
    those that they were."""
    return {"html": text.html, "html_version": markdown.VERSION, "edited_at": timezone.now()}


def _keep_revision(post: Post, reason: str, by: User, *, with_language: bool) -> None:
    Revision.objects.create(
        post=post,
        number=post.version,
        editor=by,
        source=post.source,
        facts={"language": post.language} if with_language else {},
        reason=reason,
    )


def _is_small_correction(post: Post, source: str, by: User) -> bool:
    """Only by the author, soon after writing (not after editing), and over nobody else's edit."""
    if by.pk != post.author_id or timezone.now() - post.created_at > GRACE:
        return False
    if post.revisions.exists():
        return False
    # What lies between the first difference and the last: an exact measure would take minutes.
    before = post.source
    head = _alike(before, source)
    tail = _alike(before[head:][::-1], source[head:][::-1])
    return max(len(before), len(source)) - head - tail < SMALL


def _alike(one: str, other: str) -> int:
    """How many characters the two begin with in common."""
    pairs = zip(one, other, strict=False)
    shorter = min(len(one), len(other))
    return next((at for at, (a, b) in enumerate(pairs) if a != b), shorter)


def delete_post(*, post: Post, by: User) -> Post:
    """Delete a post. Its number and its replies stay; moderators can restore it."""
    rates.consume("change", by=by)
    with transaction.atomic():
        thread, post = locked_post(post)
        if post.opens_thread:
            raise OpeningPostStays
        if not policy.may_delete(by, post, thread):
            raise refusal(thread)
        if post.is_live:
            post.deleted_at, post.deleted_by = timezone.now(), by
            show_or_hide(thread, post, shown=-1)
            if on_delete := kind_of(thread).on_delete:
                on_delete(post)
            publish(PostDeleted(**facts(thread, by), post_id=post.pk))
        elif by.pk != post.author_id and (post.was_withdrawn or post.hidden_at):
            confirm_removal(thread, post, by)
    return post


def confirm_removal(thread: Thread, post: Post, by: User) -> None:
    """A moderator's deletion on top of the author's own, or of hiding: now only moderators
    restore the post, and it is not to be reviewed."""
    post.deleted_by, post.hidden_at = by, None
    post.save(update_fields=["deleted_by", "hidden_at"])
    thread.mark_changed()
    publish(PostRemovalConfirmed(**facts(thread, by), post_id=post.pk))


def restore_post(*, post: Post, by: User) -> Post:
    """Restore a deleted post. Doing so again changes nothing."""
    rates.consume("change", by=by)
    with transaction.atomic():
        thread, post = locked_post(post)
        is_restored = post.is_live and policy.may_delete(by, post, thread)
        if not is_restored and not policy.may_restore(by, post, thread):
            raise refusal(thread)
        if not post.is_live:
            post.deleted_at = post.deleted_by = post.hidden_at = None
            show_or_hide(thread, post, shown=+1)
            publish(PostRestored(**facts(thread, by), post_id=post.pk))
    return post


def show_or_hide(thread: Thread, post: Post, *, shown: int) -> None:
    """Write the post's state and what follows from it for its thread and its parent."""
    post.save(update_fields=["deleted_at", "deleted_by", "hidden_at"])
    if post.parent_id:
        parent = thread.posts.filter(pk=post.parent_id)
        parent.update(replies_count=F("replies_count") + shown)
    last = thread.posts.live().order_by("-number").only("created_at", "author_id").first()
    Thread.objects.filter(pk=thread.pk).update(
        changes=F("changes") + 1,
        posts_count=F("posts_count") + shown,
        others_count=F("others_count") + shown * (post.author_id != thread.author_id),
        likes_count=F("likes_count") + shown * post.likes_count,
        bumped_at=last.created_at if last else Now(),
        last_author=last.author_id if last else thread.author_id,
    )


def locked_post(post: Post) -> tuple[Thread, Post]:
    """The post's thread, locked, and the post as it is now."""
    thread = Thread.lock(post.thread_id)
    return thread, thread.posts.select_for_update(no_key=True, of=["self"]).get(pk=post.pk)
