import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.discussions import policy
from community.discussions.events import PostLiked, PostReactionChanged, PostUnliked
from community.discussions.models import Like, Post, Thread
from community.discussions.posts.actions.text import facts, refusal
from community.events.outbox import publish
from community.kernel.errors import RuleViolation
from community.kernel.languages import filled
from community.kernel.prepared import cached_query, placeholder_number, prepare
from community.kernel.statements import Statement


class OwnPost(RuleViolation):
    code = "own_post"
    title = _("Reaction to own post")
    message = _("You cannot react to your own post.")


class NoSuchReaction(RuleViolation):
    code = "no_such_reaction"
    title = _("Unknown reaction")
    message = filled(_("Choose one of these: %(names)s."), names=", ".join(Like.Reaction.values))


def like_post(*, post: Post, by: User, reaction: str = Like.Reaction.THANKS) -> Post:
    """React to a post. A member has one reaction; another one replaces it.

    The same again changes nothing and tells nobody.
    """
    if reaction not in Like.Reaction.values:
        raise NoSuchReaction
    rates.consume("like", by=by)
    with transaction.atomic():
        thread, post = _for_like(post, by)
        if post.author_id == by.pk:
            raise OwnPost
        told: dict[str, Any] = {
            "post_id": post.pk,
            "author_id": post.author_id,
            "reaction": str(reaction),
        }
        before = _taken_place(post, by, reaction)
        if before is None:
            post = _count(thread, post, {reaction: +1})
            publish(
                PostLiked(
                    **facts(thread, by),
                    **told,
                    number=post.number,
                    actor_trust_level=by.trust_level,
                )
            )
        elif before != reaction:
            post = _count(thread, post, {before: -1, reaction: +1})
            publish(PostReactionChanged(**facts(thread, by), **told))
    return post


def unlike_post(*, post: Post, by: User) -> Post:
    """Remove the caller's reaction. If there is none, nothing changes."""
    rates.consume("like", by=by)
    with transaction.atomic():
        thread, post = _for_like(post, by)
        if given := Like.objects.filter(post=post, member=by).first():
            given.delete()
            post = _count(thread, post, {given.reaction: -1})
            publish(PostUnliked(**facts(thread, by), post_id=post.pk, author_id=post.author_id))
    return post


def _for_like(post: Post, by: User) -> tuple[Thread, Post]:
    thread = Thread.lock(post.thread_id)
    read = cached_query("discussions.liked", lambda: prepare(LIKED, SLOTS))
    rows = read.rows({"post": post.pk, "thread": thread.pk})
    if not rows:
        raise Post.DoesNotExist
    post = rows[0]
    post.thread = thread
    if not policy.may_like(by, post, thread):
        raise refusal(thread)
    return thread, post


SLOTS = {"post": placeholder_number(), "thread": placeholder_number(1)}
LIKED = Post.objects.select_related("author").filter(pk=SLOTS["post"], thread=SLOTS["thread"])
LIKE = Statement(
    """
    INSERT INTO discussions_like (post_id, member_id, reaction)
    VALUES (%(post)s::bigint, %(member)s::bigint, %(reaction)s::text)
    ON CONFLICT (post_id, member_id) DO NOTHING RETURNING id
    """
)
COUNT = Statement(
    """
    WITH thread AS (
        UPDATE discussions_thread
        SET likes_count = likes_count + %(change)s::int, changes = changes + 1
        WHERE id = %(thread)s::bigint
    )
    UPDATE discussions_post
    SET likes_count = likes_count + %(change)s::int, reactions = %(reactions)s::jsonb
    WHERE id = %(post)s::bigint RETURNING updated_at
    """
)


def _taken_place(post: Post, by: User, reaction: str) -> str | None:
    """Write the member's reaction; return the one that was there, None if it is the first."""
    if LIKE.fetched({"post": post.pk, "member": by.pk, "reaction": str(reaction)}):
        return None
    given = Like.objects.get(post=post, member=by)
    before = given.reaction
    if before != reaction:
        given.reaction = reaction
        given.save(update_fields=["reaction"])
    return before


def _count(thread: Thread, post: Post, changes: dict[str, int]) -> Post:
    """The thread's row is locked, so nobody else counts reactions of its posts meanwhile."""
    for reaction, change in changes.items():
        post.reactions[reaction] = post.reactions.get(reaction, 0) + change
    post.reactions = {str(name): number for name, number in post.reactions.items() if number > 0}
    change = sum(changes.values())
    counted = {"thread": thread.pk, "post": post.pk, "change": change}
    rows = COUNT.fetched({**counted, "reactions": json.dumps(post.reactions)})
    post.likes_count += change
    [(post.updated_at,)] = rows
    return post
