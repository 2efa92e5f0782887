"""How topics begin."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.accounts.models import User, readers
from community.discussions.actions import start_thread
from community.discussions.containers.actions import set_tags
from community.discussions.containers.permissions import Action, may
from community.discussions.containers.policy import (
    may_moderate_in,
    may_start,
    threads_need_approval,
)
from community.discussions.languages import language_of_new
from community.discussions.models import Post
from community.discussions.posts.actions.screening import draft, flag_post, reserve_ids, try_out
from community.discussions.posts.actions.submissions import Held, Submission
from community.discussions.posts.actions.text import rendered
from community.discussions.posts.actions.threads import ReservedIds
from community.discussions.uploads.actions_attaching import wait
from community.discussions.uploads.showing import with_files
from community.events.outbox import publish
from community.kernel.accepted import Accepted
from community.kernel.errors import Denied, RuleViolation
from community.kernel.subjects import Subject
from community.moderation.registration import Described
from community.moderation.screening.actions import hold
from community.moderation.screening.checks import Verdict, screen
from forum.events import TopicStarted
from forum.models import KIND, Category, Topic

HOLDABLE = "forum.topic"


class CategoryIsGone(RuleViolation):
    code = "category_is_gone"
    title = _("Category deleted")
    message = _("The category of this topic was deleted, so it can only be rejected.")


def start_topic(  # noqa: PLR0913 - what a topic begins with
    *,
    category: Category,
    title: str,
    source: str,
    by: User,
    tags: Sequence[str] = (),
    language: str | None = None,
    upload_ids: Sequence[str] = (),
    once: str = "",
) -> Topic | Accepted:
    """Start a topic, or let it wait for approval first.

    Without a `language` it is that of its author, or of the site. Files of `upload_ids` that the
    text does not show are added at its end. Raises BlockedWords, UnknownUpload.

    With the same token in `once` the same topic is started once; sent again, the first is returned.
    So it is for ten minutes with another token, as of a form that was loaded again.
    """
    source = with_files(source, upload_ids, by)
    submission = Submission(once, by, KIND, category.pk, title, source)
    if not (sent := submission.consume("topic")):
        verdict = _screened(category, title, source, by, submission.seconds)

        def write() -> Post:
            said = {"title": verdict.title, "source": verdict.source, "language": language}
            return _begin(category, tags, by, None, **said)

        def keep() -> Held:
            try_out(write)
            return _hold(verdict, category, tags, language_of_new(by, language), by)

        written = submission.save(keep if verdict.waits else write)
        if isinstance(written, Accepted):
            return written
        if verdict.is_flagged:
            flag_post(verdict, written)
        sent = written
    return Topic.objects.select_related("thread", "category").get(thread=sent.thread_id)


def publish_topic(  # noqa: PLR0913 - the arguments that were kept
    *,
    author: User,
    subject_id: int,
    thread_id: int,
    category_id: int,
    title: str,
    source: str,
    tags: Sequence[str],
    language: str,
) -> Topic:
    """Start an approved topic with the ids that were reserved for it and its first post, as of now.

    Raises CategoryIsGone, Denied, and what a category asks of the tags of its topics.
    """
    category = Category.objects.filter(pk=category_id).first()
    if category is None:
        raise CategoryIsGone
    post = _begin(
        category,
        tags,
        author,
        ReservedIds(thread=thread_id, post=subject_id),
        title=title,
        source=source,
        language=language,
    )
    return Topic.objects.select_related("thread", "category").get(thread=post.thread_id)


def _screened(
    category: Category, title: str, source: str, by: User, seconds: float | None
) -> Verdict:
    return screen(
        draft(
            by,
            source,
            title=title,
            moderates=lambda: may_moderate_in(by, category.pk),
            needs_approval=threads_need_approval(by, category.pk),
            seconds=seconds,
        )
    )


def _hold(
    verdict: Verdict, category: Category, tags: Sequence[str], language: str, by: User
) -> Held:
    post_id, thread_id = reserve_ids(with_thread=True)
    shown = Described(
        title=verdict.title,
        url=category.get_absolute_url(),
        html=rendered(verdict.source, by=by).html,
        language=language,
        member_id=by.pk,
        audience_id=category.audience_id,
        container_id=category.pk,
        container_title=category.title,
    )
    arguments = {
        "thread_id": thread_id,
        "category_id": category.pk,
        "title": verdict.title,
        "source": verdict.source,
        "tags": list(tags),
        "language": language,
    }
    accepted = hold(
        verdict=verdict,
        holdable=HOLDABLE,
        subject=Subject("discussions.post", post_id),
        arguments=arguments,
        by=by,
        shown=shown,
        published_id=thread_id,
    )
    wait(accepted.item_id, verdict.source, by)
    return Held(post_id, accepted)


def _begin(
    category: Category,
    tags: Sequence[str],
    by: User,
    ids: ReservedIds | None,
    **said: Any,
) -> Post:
    """Write the topic and return the post that opens it. Nothing is screened."""
    category = Category.objects.held(category.pk)  # its audience stays until we are done
    if not (may_start(by, category) if ids is None else _may_still_start(by, category)):
        raise Denied
    thread = start_thread(
        kind=KIND,
        audience=category.audience,
        container_id=category.pk,
        by=by,
        ids=ids,
        **said,
    )
    topic = Topic.objects.create(thread=thread, category=category)
    publish(TopicStarted(actor_id=by.pk, topic_id=topic.pk, category_id=category.pk))
    set_tags(thread=thread, container=category, names=tags, by=by)
    return thread.posts.get()


def _may_still_start(author: User, category: Category) -> bool:
    """As `may_start`, for a topic that a moderator approves, whatever became of its author."""
    if not (author.is_active and may(author, Action.START, category.pk)):
        return False
    return readers(category.audience).filter(pk=author.pk).exists()
