from django.db import connection, transaction
from django.db.models import F

from community.accounts import rates
from community.accounts.models import User
from community.discussions import policy
from community.discussions.actions.text import facts, refusal
from community.discussions.events import PostLiked, PostUnliked
from community.discussions.models import Like, Post, Thread
from community.events.outbox import publish
from community.kernel.errors import RuleViolation


class OwnPost(RuleViolation):
    code = "own_post"
    message = "A like is for what others write."


def like_post(*, post: Post, by: User) -> Post:
    """Once per member; liking twice changes nothing and tells nobody."""
    rates.spend("like", by=by)
    with transaction.atomic():
        thread, post = _for_like(post, by)
        if post.author_id == by.pk:
            raise OwnPost
        if _is_new(post, by):
            post = _count(thread, post, +1)
            publish(PostLiked(**facts(thread, by), post_id=post.pk, author_id=post.author_id))
    return post


def unlike_post(*, post: Post, by: User) -> Post:
    """Take the like back; where there is none, nothing happens."""
    rates.spend("like", by=by)
    with transaction.atomic():
        thread, post = _for_like(post, by)
        if Like.objects.filter(post=post, member=by).delete()[0]:
            post = _count(thread, post, -1)
            publish(PostUnliked(**facts(thread, by), post_id=post.pk, author_id=post.author_id))
    return post


def _for_like(post: Post, by: User) -> tuple[Thread, Post]:
    thread = Thread.objects.locked().get(pk=post.thread_id)
    post = thread.posts.get(pk=post.pk)
    if not policy.may_like(by, post, thread):
        raise refusal(thread)
    return thread, post


LIKE = """
    INSERT INTO discussions_like (post_id, member_id) VALUES (%s, %s)
    ON CONFLICT (post_id, member_id) DO NOTHING RETURNING id
"""


def _is_new(post: Post, by: User) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(LIKE, [post.pk, by.pk])
        return cursor.fetchone() is not None


def _count(thread: Thread, post: Post, change: int) -> Post:
    Thread.objects.filter(pk=thread.pk).update(
        likes_count=F("likes_count") + change, changes=F("changes") + 1
    )
    thread.posts.filter(pk=post.pk).update(likes_count=F("likes_count") + change)
    post.likes_count += change
    return post
