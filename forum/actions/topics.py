"""How topics begin."""

from collections.abc import Sequence
from typing import Any

from community.accounts.models import User
from community.discussions.actions import start_thread
from community.discussions.containers.actions import set_tags
from community.discussions.containers.policy import may_start
from community.discussions.models import Post
from community.discussions.posts.actions.submissions import Submission
from community.events.outbox import publish
from community.kernel.errors import Denied
from forum.events import TopicStarted
from forum.models import KIND, Category, Topic


def start_topic(  # noqa: PLR0913 - what a topic begins with
    *,
    category: Category,
    title: str,
    source: str,
    by: User,
    tags: Sequence[str] = (),
    language: str | None = None,
    once: str = "",
) -> Topic:
    """Start a topic.

    Without a `language` it is that of its author, or of the site.

    With the same token in `once` the same topic is started once; sent again, the first is returned.
    So it is for ten minutes with another token, as of a form that was loaded again.
    """
    submission = Submission(once, by, KIND, category.pk, title, source)
    post = submission.consume("topic")
    said = {"title": title, "source": source, "language": language}
    post = post or submission.save(lambda: _begin(category, tags, by, **said))
    return Topic.objects.select_related("thread", "category").get(thread=post.thread_id)


def _begin(category: Category, tags: Sequence[str], by: User, **said: Any) -> Post:
    """Write the topic and return the post that opens it."""
    category = Category.objects.held(category.pk)  # its audience stays until we are done
    if not may_start(by, category):
        raise Denied
    thread = start_thread(
        kind=KIND,
        audience=category.audience,
        container_id=category.pk,
        by=by,
        **said,
    )
    topic = Topic.objects.create(thread=thread, category=category)
    publish(TopicStarted(actor_id=by.pk, topic_id=topic.pk, category_id=category.pk))
    set_tags(thread=thread, container=category, names=tags, by=by)
    return thread.posts.get()
