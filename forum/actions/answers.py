"""Which reply is a topic's answer."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.discussions.models import Post, Thread
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation
from forum import policy
from forum.events import AnswerAccepted, AnswerWithdrawn
from forum.models import Topic


class OpeningPostIsNoAnswer(RuleViolation):
    code = "opening_post_is_no_answer"
    title = _("First post cannot be the solution")
    message = _("A topic's first post cannot be its solution.")


class RemovedPostIsNoAnswer(RuleViolation):
    code = "removed_post_is_no_answer"
    title = _("Deleted post cannot be the solution")
    message = _("This post was deleted, so it cannot be the solution.")


def accept_answer(*, post: Post, by: User) -> Topic:
    """Mark a post as the solution of its topic. It replaces an earlier solution.

    Accepting the same post twice changes nothing and tells nobody.
    """
    rates.consume("change", by=by)
    with transaction.atomic():
        thread, topic, post = _locked(post, by)
        if not policy.may_accept_answer(by, thread):
            raise Denied
        if post.opens_thread:
            raise OpeningPostIsNoAnswer
        if not post.is_live:
            raise RemovedPostIsNoAnswer
        if topic.solution_id != post.pk:
            _solve(thread, topic, post)
            publish(
                AnswerAccepted(
                    actor_id=by.pk,
                    topic_id=topic.pk,
                    post_id=post.pk,
                    author_id=post.author_id,
                    container_id=thread.container_id,
                    topic_author_id=thread.author_id,
                    topic_author_trust_level=User.objects.values_list("trust_level", flat=True).get(
                        pk=thread.author_id
                    ),
                )
            )
    return topic


def withdraw_answer(*, post: Post, by: User) -> Topic:
    """Unmark the solution. If the post is not the solution, nothing changes."""
    rates.consume("change", by=by)
    with transaction.atomic():
        thread, topic, post = _locked(post, by)
        if topic.solution_id == post.pk:
            _solve(thread, topic, None)
            publish(
                AnswerWithdrawn(
                    actor_id=by.pk, topic_id=topic.pk, post_id=post.pk, author_id=post.author_id
                )
            )
    return topic


def forget_removed_answer(post: Post) -> None:
    """A removed post is no answer any more; part of removing it, with the thread locked."""
    topic = Topic.objects.filter(thread=post.thread_id, solution=post).first()
    if topic:
        _solve(post.thread, topic, None)
        publish(
            AnswerWithdrawn(
                actor_id=post.deleted_by_id,
                topic_id=topic.pk,
                post_id=post.pk,
                author_id=post.author_id,
            )
        )


def _locked(post: Post, by: User) -> tuple[Thread, Topic, Post]:
    thread = Thread.objects.locked().get(pk=post.thread_id)
    topic, post = Topic.objects.get(thread=thread), thread.posts.get(pk=post.pk)
    if not policy.may_solve(by, thread):
        raise Denied
    return thread, topic, post


def _solve(thread: Thread, topic: Topic, post: Post | None) -> None:
    topic.solution = post
    topic.save(update_fields=["solution"])
    thread.solved_at = Now() if post else None
    thread.changes = F("changes") + 1
    thread.save(update_fields=["solved_at", "changes"])
