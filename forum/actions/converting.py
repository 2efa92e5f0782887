"""A topic becomes another kind of thread, or something else a topic."""

from community.accounts.models import User
from community.discussions.models import Container, Thread
from community.events.outbox import publish
from forum.events import AnswerWithdrawn
from forum.models import Category, Topic


def leave(thread: Thread, by: User) -> None:
    """For `Kind.leave`: other kinds have no solutions."""
    topic = Topic.objects.select_related("solution").get(pk=thread.pk)
    if topic.solution:
        publish(
            AnswerWithdrawn(
                actor_id=by.pk,
                topic_id=topic.pk,
                post_id=topic.solution.pk,
                author_id=topic.solution.author_id,
            )
        )
    topic.delete()


def arrive(thread: Thread, container: Container, by: User) -> None:
    """For `Kind.arrive`."""
    Topic.objects.create(thread=thread, category=Category.objects.get(pk=container.pk))
