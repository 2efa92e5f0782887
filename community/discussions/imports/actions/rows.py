"""Rows of posts that were written elsewhere, and of what hangs on them: many in few statements."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from community.accounts.models import User
from community.discussions.imports.actions.records import Came, ImportedPost
from community.discussions.models import DEPTH, Like, Post, Revision, Thread
from community.discussions.models.external_ids import ExternalId
from community.discussions.posts.actions.contents import keep_links, keep_mentions
from community.discussions.posts.actions.text import Text, rendered
from community.kernel import markdown


class Written(NamedTuple):
    """A post's row, and what it was made of."""

    row: Post
    told: ImportedPost
    text: Text


def texts_of(lists: Iterable[Sequence[ImportedPost]]) -> list[list[Text]]:
    """What the posts of each list become. Raises NothingWritten, TooLong, TooMuch."""
    told = list(lists)
    plain = {post.author_id for posts in told for post in posts if post.text is None}
    authors = User.objects.in_bulk(plain)
    return [
        [post.text or rendered(post.source, author=authors[post.author_id]) for post in posts]
        for posts in told
    ]


def rows_of(
    thread: Thread,
    told: Sequence[ImportedPost],
    texts: Sequence[Text],
    above: Mapping[int, Post],
) -> list[Written]:
    """The last rows of the thread, each with its place in the tree and its counters.

    `above` are the posts that were here before and that these answer.
    """
    made: list[Written] = []
    first = thread.highest_number - len(told) + 1
    for number, (post, text) in enumerate(zip(told, texts, strict=True), first):
        parent = above.get(post.parent_id) if post.parent_id else None
        if post.parent is not None:
            parent = made[post.parent].row
        if parent and not post.removed:
            parent.replies_count += 1
        made.append(Written(_post(thread, number, parent, post, text.html), post, text))
    return made


def _post(thread: Thread, number: int, parent: Post | None, post: ImportedPost, html: str) -> Post:
    above = [] if parent is None or parent.opens_thread else parent.path[: DEPTH - 1]
    return Post(
        thread=thread,
        number=number,
        parent=parent,
        path=[*above, number],
        author_id=post.author_id,
        source=post.source,
        language=post.language,
        html=html,
        html_version=markdown.VERSION,
        version=1 + len(post.earlier),
        likes_count=post.score + len(post.likes),
        imported_score=post.score,
        imported_url=post.url,
        imported_licence=post.licence,
        is_comment=post.came is not None and post.came.kind == ExternalId.Kind.COMMENT,
        reactions=dict(Counter(str(like.reaction) for like in post.likes)),
        created_at=post.created_at,
        edited_at=post.earlier[-1].replaced_at if post.earlier else post.edited_at,
        deleted_at=post.removed.at if post.removed else None,
        deleted_by_id=post.removed.by_id if post.removed else None,
    )


def write_rows(written: Sequence[Written]) -> None:
    """The posts, and what belongs to each of them alone."""
    _write_posts([post.row for post in written])
    _write_what_hangs_on(written)
    _write_contents(written)


def _write_posts(posts: Sequence[Post]) -> None:
    """Parents before those who answer them, a level of the tree in one statement."""
    waiting = list(posts)
    while waiting:
        ready = [post for post in waiting if post.parent is None or post.parent.pk]
        waiting = [post for post in waiting if post.parent and not post.parent.pk]
        Post.objects.bulk_create(ready, batch_size=500)


def _write_contents(written: Iterable[Written]) -> None:
    """Who is called and what is linked, where anything is; nobody is told.

    What came from another site calls its people, not those who have the same names here.
    """
    for post, told, text in written:
        if text.called and not told.came:
            keep_mentions(thread=post.thread, post=post, text=text, is_new=True)
        if text.links:
            keep_links(post=post, text=text, is_new=True)


def _write_what_hangs_on(written: Iterable[Written]) -> None:
    likes, revisions, external_ids = [], [], []
    for post, told, _text in written:
        likes += [
            Like(post=post, member_id=like.member_id, reaction=like.reaction, created_at=like.at)
            for like in told.likes
        ]
        revisions += [
            Revision(
                post=post,
                number=number,
                editor_id=earlier.editor_id,
                source=earlier.source,
                reason=earlier.reason,
                created_at=earlier.replaced_at,
            )
            for number, earlier in enumerate(told.earlier, 1)
        ]
        if told.came:
            external_ids.append((told.came, post.thread_id if post.opens_thread else post.pk))
    Like.objects.bulk_create(likes, batch_size=1000)
    Revision.objects.bulk_create(revisions, batch_size=500)
    keep_external_ids(external_ids=external_ids)


def keep_external_ids(*, external_ids: Iterable[tuple[Came, int]]) -> None:
    """Remember what rows were called where they come from."""
    ExternalId.objects.bulk_create(
        (
            ExternalId(site=came.site, kind=came.kind, key=came.key, object_id=object_id)
            for came, object_id in external_ids
        ),
        batch_size=1000,
    )
