"""How topics begin."""

from django.db import transaction

from community.accounts import rates
from community.accounts.models import User
from community.discussions.actions import start_thread
from community.events.outbox import publish
from community.kernel.errors import Denied
from forum import policy
from forum.events import TopicStarted
from forum.models import KIND, Category, Topic


def start_topic(*, category: Category, title: str, source: str, by: User) -> Topic:
    """Open a topic; whoever may read the category may read it."""
    rates.spend("topic", by=by)
    with transaction.atomic():
        category = Category.objects.held(category.pk)  # its audience stays until we are done
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
    return topic
