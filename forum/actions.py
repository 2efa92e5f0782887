"""Every way the forum changes. Views, APIs, admin and commands all come through here."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Now

from community.accounts import rates
from community.accounts.models import Audience, User
from community.accounts.policy import may_run_the_place
from community.discussions.actions import start_thread
from community.discussions.actions.once import once as write_once
from community.discussions.models import Once, Post, Thread
from community.discussions.once import key_of
from community.events.models import Delivery
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation
from forum import policy
from forum.actions_tags import set_tags
from forum.events import (
    AnswerAccepted,
    AnswerWithdrawn,
    CategoryEdited,
    CategoryOpened,
    TopicStarted,
)
from forum.models import KIND, Category, Topic


class OpeningPostIsNoAnswer(RuleViolation):
    code = "opening_post_is_no_answer"
    message = "A topic's opening post cannot be its answer."


class RemovedPostIsNoAnswer(RuleViolation):
    code = "removed_post_is_no_answer"
    message = "This post was removed, so it cannot be the answer."


class SlugTaken(RuleViolation):
    code = "slug_taken"
    message = "Another category has this address. Choose another one."


class UnknownMark(RuleViolation):
    code = "unknown_mark"
    message = "Blazes and hues go from 1 to 8."


def open_category(
    *, title: str, slug: str, by: User, audience: Audience | None = None, **marks: Any
) -> Category:
    """Make a place for topics, public unless an audience is given."""
    if not may_run_the_place(by):
        raise Denied
    try:
        with transaction.atomic():
            category = Category.objects.create(
                title=title,
                slug=slug,
                audience_id=audience.pk if audience else Audience.PUBLIC_ID,
                **marks,
            )
            publish(CategoryOpened(actor_id=by.pk, category_id=category.pk))
    except IntegrityError as error:
        raise _which(error) from error
    return category


EDITABLE = frozenset(
    {"title", "slug", "description", "position", "blaze", "hue", "default_view", "staff_starts"}
)


def edit_category(*, category: Category, by: User, **changed: Any) -> Category:
    """Change what is given. Who may read is not among it: the topics would have to follow."""
    if not may_run_the_place(by):
        raise Denied
    try:
        with transaction.atomic():
            category = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
            new = {name: changed[name] for name in EDITABLE & changed.keys()}
            if any(getattr(category, name) != value for name, value in new.items()):
                for name, value in new.items():
                    setattr(category, name, value)
                category.save(update_fields=list(new))
                publish(CategoryEdited(actor_id=by.pk, category_id=category.pk))
    except IntegrityError as error:
        raise _which(error) from error
    return category


def _which(error: IntegrityError) -> RuleViolation:
    """Which rule of the table it was that a category broke."""
    return UnknownMark() if "forum_category_mark" in str(error) else SlugTaken()


def start_topic(  # noqa: PLR0913 - what a topic begins with
    *,
    category: Category,
    title: str,
    source: str,
    by: User,
    tags: Sequence[str] = (),
    once: str = "",
) -> Topic:
    """Open a topic; whoever may read the category may read it.

    With the same token in `once` the same topic is begun once; sent again, the first is returned.
    """
    key = key_of(once, KIND, category.pk, title, source)
    if sent := Once.objects.post_of(by, key):
        return Topic.objects.get(thread=sent.thread_id)
    rates.spend("topic", by=by)
    post = write_once(key, by, lambda: _begin(category, title, source, tags, by))
    return Topic.objects.select_related("thread", "category").get(thread=post.thread_id)


def _begin(category: Category, title: str, source: str, tags: Sequence[str], by: User) -> Post:
    """Write the topic and return the post that opens it."""
    category = Category.objects.select_related("audience").get(pk=category.pk)
    if not policy.may_start_topic(by, category):
        raise Denied
    thread = start_thread(
        kind=KIND,
        title=title,
        source=source,
        audience=category.audience,
        container_id=category.pk,
        by=by,
    )
    topic = Topic.objects.create(thread=thread, category=category)
    publish(TopicStarted(actor_id=by.pk, topic_id=topic.pk, category_id=category.pk))
    set_tags(thread=thread, topic=topic, category=category, names=tags, by=by)
    return thread.posts.get()


def accept_answer(*, post: Post, by: User) -> Topic:
    """Mark `post` as the answer of its topic, in place of any earlier one.

    Accepting the same post twice changes nothing and tells nobody.
    """
    rates.spend("change", by=by)
    with transaction.atomic():
        thread, topic, post = _locked(post, by)
        if post.opens_thread:
            raise OpeningPostIsNoAnswer
        if not post.is_live:
            raise RemovedPostIsNoAnswer
        if topic.solution_id != post.pk:
            _solve(thread, topic, post)
            publish(
                AnswerAccepted(
                    actor_id=by.pk, topic_id=topic.pk, post_id=post.pk, author_id=post.author_id
                )
            )
    return topic


def withdraw_answer(*, post: Post, by: User) -> Topic:
    """Take the mark back; where the post is not the answer, nothing happens."""
    rates.spend("change", by=by)
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
    if not policy.may_accept_answer(by, thread):
        raise Denied
    return thread, topic, post


def _solve(thread: Thread, topic: Topic, post: Post | None) -> None:
    topic.solution = post
    topic.save(update_fields=["solution"])
    thread.solved_at = Now() if post else None
    thread.changes = F("changes") + 1
    thread.save(update_fields=["solved_at", "changes"])


LOCK_CATEGORIES = """
    SELECT FROM forum_category WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
COUNT_CATEGORIES = """
    UPDATE forum_category SET
        topics_count = greatest(topics_count + change.topics, 0),
        posts_count = greatest(posts_count + change.posts, 0)
    FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS change (id, topics, posts)
    WHERE forum_category.id = change.id
"""


def count_in_categories(changes: dict[int, tuple[int, int]]) -> None:
    """Add to each category's topics and posts; rows are locked in one order."""
    ids = sorted(changes)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if len(ids) > 1:
            cursor.execute(LOCK_CATEGORIES, [ids])
        topics, posts = zip(*(changes[pk] for pk in ids), strict=True) if ids else ((), ())
        cursor.execute(COUNT_CATEGORIES, [ids, list(topics), list(posts)])


def repair_categories() -> list[str]:
    """Set every category's counters to what its topics say; return a line for each that was off.

    What the relay has still to fold is left to it: while it has, nothing is repaired.
    """
    found: list[str] = []
    for pk in Category.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            category = Category.objects.select_for_update(no_key=True).get(pk=pk)
            live = Thread.objects.filter(kind=KIND, container_id=pk, deleted_at=None)
            counted = live.aggregate(topics=Count("pk"), posts=Sum("posts_count"))
            # After counting: what was counted and is still to be folded would count twice.
            if Delivery.objects.filter(subscriber="forum.count").exists():
                return found
            are = (counted["topics"], counted["posts"] or 0)
            if are != (category.topics_count, category.posts_count):
                found.append(f"category {pk}: counters were off, are {are}")
                category.topics_count, category.posts_count = are
                category.save(update_fields=["topics_count", "posts_count"])
    return found
