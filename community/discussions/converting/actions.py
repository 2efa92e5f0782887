"""A thread becomes another kind, with its posts, readers, likes and watchers."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.discussions.containers.actions import check_tags
from community.discussions.containers.events import ThreadMoved
from community.discussions.containers.policy import may_moderate_in, may_start
from community.discussions.converting.events import ThreadConverted
from community.discussions.kinds import kind_named, kind_of
from community.discussions.models import Container, Thread
from community.discussions.models.containers import container_kind
from community.discussions.policy import may_convert
from community.discussions.posts.actions.states import NOT_PINNED
from community.discussions.tags.actions import count_use, is_counted
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation


class NotConvertible(RuleViolation):
    code = "not_convertible"
    title = _("Cannot be converted")
    message = _("This discussion cannot be converted to what that container holds.")


def convert_thread(*, thread: Thread, container: Container, by: User) -> Thread:
    """Convert a thread to the kind that a container holds, such as a topic to an idea: those who
    moderate both places may. Its posts stay, and its old address leads to the new one.

    If it is in the container already, nothing changes. Raises Denied, NotConvertible, what the
    container asks of tags, and what a kind says against losing or getting it.
    """
    rates.consume("change", by=by)
    with transaction.atomic():
        holds = container_kind(container.kind)
        container = holds.model.objects.held(container.pk)
        thread = Thread.lock(thread.pk)
        if (thread.kind, thread.container_id) == (holds.threads, container.pk):
            return thread
        before, after = kind_of(thread), kind_named(holds.threads)
        if not (_sees(by, thread) and may_convert(by, thread) and may_start(by, container)):
            raise Denied
        if not may_moderate_in(by, container.pk):
            raise Denied
        if before is after or before.leave is None or after.arrive is None:
            raise NotConvertible
        moved = ThreadMoved(
            actor_id=by.pk,
            thread_id=thread.pk,
            from_id=thread.container_id or 0,
            to_id=container.pk,
            from_audience_id=thread.audience_id,
            to_audience_id=container.audience_id,
            posts_count=thread.posts_count,
        )
        check_tags(thread=thread, container=container)
        was_counted = is_counted(thread)
        before.leave(thread, by)
        _put(thread, after.name, container)
        after.arrive(thread, container, by)
        if was_counted != is_counted(thread):
            count_use(thread, by, more=not was_counted)
        thread.mark_changed()
        publish(moved)
        publish(
            ThreadConverted(
                actor_id=by.pk,
                thread_id=thread.pk,
                kind=thread.kind,
                container_id=container.pk,
                audience_id=container.audience_id,
                before=before.name,
            )
        )
    return Thread.objects.select_related("author", "last_author").get(pk=thread.pk)


def _sees(by: User, thread: Thread) -> bool:
    return Thread.objects.visible_to(by).filter(pk=thread.pk).exists()


def _put(thread: Thread, kind: str, container: Container) -> None:
    """Kind, container and readers change together, so that who may read is never in doubt. A pin is
    one of the list that it leaves, and what solved it is no part of another kind."""
    thread.kind, thread.container_id, thread.audience = kind, container.pk, container.audience
    thread.solved_at = None
    for name, value in NOT_PINNED.items():
        setattr(thread, name, value)
    thread.save(update_fields=["kind", "container_id", "audience", "solved_at", *NOT_PINNED])
