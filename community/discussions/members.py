"""What members wrote, for their page: as far as the viewer may read it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.people.tabs import COUNTED, Figure, Tab, register
from community.discussions.kinds import kind_of
from community.discussions.models import Like, Post, Thread
from community.kernel.export import plain_text
from community.kernel.paging import Page, page_by_key

PAGE = 20
EXCERPT = 220  # letters of a post that are shown
LISTED = "discussions/_of_member.html"


def posts_of(member: User, viewer: Any) -> QuerySet[Post]:
    """Live posts in live threads; moderators find what was removed elsewhere."""
    seen = Post.objects.visible_to(viewer).filter(author=member, deleted_at=None)
    return seen.filter(thread__deleted_at=None)


def listed(page: Page[Any]) -> Page[Any]:
    """Each row with its place, `of_thread` and `url`, and its first words, `excerpt`."""
    for post in page.rows:
        _place(post)
    return page


def _place(post: Any) -> None:
    post.of_thread, post.url = post.thread.title, kind_of(post.thread).url(post.thread)
    post.excerpt = plain_text(post.html, EXCERPT)


def _posts(rows: QuerySet[Post], cursor: str | None) -> Page[Post]:
    rows = rows.select_related("thread")
    return listed(page_by_key(rows, keys=["created_at", "pk"], cursor=cursor, size=PAGE))


def activity(member: User, viewer: Any, cursor: str | None) -> Page[Post]:
    return _posts(posts_of(member, viewer), cursor)


def topics(member: User, viewer: Any, cursor: str | None) -> Page[Post]:
    return _posts(posts_of(member, viewer).filter(number=1), cursor)


def replies(member: User, viewer: Any, cursor: str | None) -> Page[Post]:
    return _posts(posts_of(member, viewer).filter(number__gt=1), cursor)


def likes_of(member: User, viewer: Any) -> QuerySet[Like]:
    """What this member liked, of what the viewer may read."""
    posts = Post.objects.visible_to(viewer).filter(deleted_at=None, thread__deleted_at=None)
    return Like.objects.filter(member=member, post__in=posts)


def likes(member: User, viewer: Any, cursor: str | None) -> Page[Like]:
    rows = likes_of(member, viewer).select_related("post__thread", "post__author")
    page = page_by_key(rows, keys=["pk"], cursor=cursor, size=PAGE)
    for like in page.rows:
        _place(like.post)
    return page


def count_posts(member: User, viewer: Any) -> int:
    return posts_of(member, viewer).order_by()[: COUNTED + 1].count()


def count_topics(member: User, viewer: Any) -> int:
    own = Thread.objects.visible_to(viewer).filter(author=member, deleted_at=None)
    return own.order_by()[: COUNTED + 1].count()


def count_reactions_received(member: User, viewer: Any) -> int:
    given = Like.objects.filter(post__in=posts_of(member, viewer))
    return given.order_by()[: COUNTED + 1].count()


def count_reactions_given(member: User, viewer: Any) -> int:
    return likes_of(member, viewer).order_by()[: COUNTED + 1].count()


register(
    Tab(
        slug="activity",
        label=_("Activity"),
        position=10,
        rows=activity,
        template=LISTED,
        empty=_("No activity yet."),
    ),
    Tab(
        slug="topics",
        label=_("Topics"),
        position=20,
        rows=topics,
        template=LISTED,
        empty=_("No topics started yet."),
    ),
    Tab(
        slug="replies",
        label=_("Replies"),
        position=30,
        rows=replies,
        template=LISTED,
        empty=_("No replies yet."),
    ),
    Tab(
        slug="likes",
        label=_("Reactions"),
        position=50,
        rows=likes,
        template="discussions/_liked_by_member.html",
        empty=_("No reactions yet."),
    ),
    Figure(label=_("Topics"), position=20, count=count_topics),
    Figure(label=_("Posts"), position=30, count=count_posts),
    Figure(
        label=_("Reactions received"),
        position=40,
        count=count_reactions_received,
    ),
    Figure(
        label=_("Reactions given"),
        position=50,
        count=count_reactions_given,
    ),
)
