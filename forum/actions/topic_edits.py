"""Editing a topic: its title and its language, its category, its tags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.discussions.containers.actions import check_tags, set_tags
from community.discussions.containers.events import ThreadMoved
from community.discussions.containers.policy import (
    may_moderate_in,
    may_move,
    threads_need_approval,
)
from community.discussions.languages import chosen
from community.discussions.models import Post, Revision, Thread
from community.discussions.posts.actions.screening import flag_post
from community.discussions.posts.actions.states import NOT_PINNED
from community.discussions.posts.actions.text import refusal
from community.discussions.posts.actions.threads import titled
from community.discussions.tags.actions import count_use, is_counted
from community.events.outbox import publish
from community.kernel import formats
from community.kernel.editing import check_version
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import storable
from community.moderation.screening.checks import Verdict, screen_edit
from forum import policy
from forum.events import TopicEdited
from forum.models import Category, Topic


class NeedsApproval(RuleViolation):
    code = "needs_approval"
    title = _("Topics need approval there")
    message = _(
        "Topics in this category need a moderator's approval. Ask a moderator to move it, or start"
        " a new topic there."
    )


@dataclass
class LockedTopic:
    """A topic while it is being edited: all its rows locked, and what it was before."""

    thread: Thread
    topic: Topic
    opening: Post
    was: dict[str, Any] = field(default_factory=dict)  # of what has changed

    @cached_property
    def tags(self) -> list[str]:
        """The names of its tags before the edit."""
        return self.topic.tag_names


class TopicChanges(TypedDict, total=False):
    title: str
    category: Category
    tags: Sequence[str]
    language: str  # of the title and the opening post


def edit_topic(
    *,
    topic: Topic,
    by: User,
    version: int | None = None,
    reason: str = "",
    **changes: Unpack[TopicChanges],
) -> Topic:
    """Change the title, category, tags or language of a topic: only the fields that are sent.

    `version` is the one of the opening post that the editor saw. Raises Stale when it is another
    by now. The previous values are kept as a revision of that post.
    """
    reason = storable(reason or "")[:200]
    rates.consume("edit", by=by)
    verdict = _screened(topic, changes, by)
    with transaction.atomic():
        if "category" in changes:
            changes["category"] = Category.objects.held(changes["category"].pk)
        head = _locked(topic)
        if not policy.may_edit_topic(by, head.thread):
            raise refusal(head.thread)
        if _is_so_already(head, changes):  # also a form that is sent a second time
            return head.topic
        check_version(head.opening, version, now=_says(head))
        _retitle(head, changes.get("title", head.thread.title))
        _say_language(head, changes.get("language", head.thread.language))
        target, tags = changes.get("category", head.topic.category), changes.get("tags")
        if target != head.topic.category:
            _move(head, target, tags, by)
        elif tags is not None:
            _retag(head, tags, by)
        if head.was:
            _keep(head, reason, by)
    if verdict.is_flagged and "title" in head.was:
        flag_post(verdict, head.opening)
    return head.topic


def _screened(topic: Topic, changes: TopicChanges, by: User) -> Verdict:
    """Whether the new title is flagged, if there is one; what filters put in place of words is
    among the changes. Raises BlockedWords."""
    if "title" not in changes:
        return Verdict(source="")
    verdict = screen_edit("", changes["title"], partial(may_moderate_in, by, topic.category_id))
    changes["title"] = titled(verdict.title)
    return verdict


def _locked(topic: Topic) -> LockedTopic:
    thread = Thread.objects.locked().get(pk=topic.pk)
    topic = Topic.objects.select_related("category").get(pk=topic.pk)
    topic.thread = thread
    opening = thread.posts.select_for_update(no_key=True, of=["self"]).get(number=1)
    return LockedTopic(thread, topic, opening)


def _is_so_already(head: LockedTopic, changes: TopicChanges) -> bool:
    """Whether nothing would change."""
    title, category = head.thread.title, head.topic.category
    language = head.thread.language
    return (
        changes.get("title", title) == title
        and changes.get("language", language) == language
        and changes.get("category", category) == category
        and sorted(changes.get("tags", head.tags)) == sorted(head.tags)
    )


def _says(head: LockedTopic) -> str:
    said = {"title": head.thread.title, "category": head.topic.category.title}
    if not head.tags:
        return gettext("Title: %(title)s\nCategory: %(category)s\nTags: none") % said
    said["tags"] = formats.listed(head.tags)
    return gettext("Title: %(title)s\nCategory: %(category)s\nTags: %(tags)s") % said


def _retitle(head: LockedTopic, title: str) -> None:
    if title != head.thread.title:
        head.was["title"] = head.thread.title
        head.thread.title = title


def _say_language(head: LockedTopic, code: str) -> None:
    thread, opening = head.thread, head.opening
    if chosen(code, now=thread.language) != thread.language:
        head.was["language"] = thread.language
        thread.language = opening.language = code


def _retag(head: LockedTopic, names: Iterable[str], by: User) -> None:
    before, category = head.tags, head.topic.category
    if set_tags(thread=head.thread, container=category, names=names, by=by):
        head.was["tags"] = before


def _move(head: LockedTopic, target: Category, tags: Iterable[str] | None, by: User) -> None:
    """Container, audience and category change together, so that who may read is never in doubt."""
    thread, topic = head.thread, head.topic
    if not may_move(by, thread, target):
        raise Denied
    if threads_need_approval(by, target.pk) and not may_moderate_in(by, target.pk):
        raise NeedsApproval
    before = topic.category
    was_counted = is_counted(thread)
    head.was["category"] = before.pk
    if tags is not None:  # counted, like all others, as the topic stood before
        topic.category = target
        _retag(head, tags, by)
    else:
        check_tags(thread=thread, container=target)
    publish(
        ThreadMoved(
            actor_id=by.pk,
            thread_id=topic.pk,
            from_id=before.pk,
            to_id=target.pk,
            from_audience_id=thread.audience_id,
            to_audience_id=target.audience_id,
            posts_count=thread.posts_count,
        )
    )
    thread.container_id, thread.audience, topic.category = target.pk, target.audience, target
    if was_counted != is_counted(thread):
        count_use(thread, by, more=not was_counted)
    if not thread.is_pinned_everywhere:  # a pin is one of the list that it has left
        for name, value in NOT_PINNED.items():
            setattr(thread, name, value)
    topic.save(update_fields=["category"])


def _keep(head: LockedTopic, reason: str, by: User) -> None:
    """Write what has changed, and what was there before as a revision of the opening post."""
    thread, opening = head.thread, head.opening
    Revision.objects.create(
        post=opening,
        number=opening.version,
        editor=by,
        source=opening.source,
        facts=head.was,
        reason=reason,
    )
    changed: dict[str, Any] = {"version": F("version") + 1, "language": opening.language}
    if head.was.keys() != {"language"}:  # alone, it changes no word
        changed["edited_at"] = timezone.now()
    Post.objects.filter(pk=opening.pk).update(**changed)
    fields = ["title", "language", "container_id", "audience", *NOT_PINNED]
    thread.save(update_fields=fields)
    thread.mark_changed()
    publish(
        TopicEdited(
            actor_id=by.pk,
            topic_id=thread.pk,
            post_id=opening.pk,
            version=opening.version + 1,
            audience_id=thread.audience_id,
            is_moved="category" in head.was,
        )
    )
