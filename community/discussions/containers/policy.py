"""Who may do what in which container, by its permissions. Questions only."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User, readers
from community.accounts.policy import may_moderate
from community.discussions.containers.permissions import Action, Value, may, rules
from community.discussions.models import Container, Post, Thread
from community.discussions.policy import may_write


def may_start(person: User | AnonymousUser, container: Container) -> bool:
    """Whoever may read the container, write at all, and start threads in it."""
    if not (may_write(person) and may(person, Action.START, container.pk)):
        return False
    return readers(container.audience).filter(pk=person.pk).exists()


def may_tag(person: User | AnonymousUser, container: Container) -> bool:
    return may_write(person) and may(person, Action.TAG, container.pk)


def may_reply(person: User | AnonymousUser, thread: Thread) -> bool:
    return may(person, Action.REPLY, thread.container_id)


def may_react(person: User | AnonymousUser, thread: Thread) -> bool:
    return may(person, Action.REACT, thread.container_id)


def may_edit_others(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    """Beside those who moderate, whom the container trusts with others' words."""
    return may(person, Action.EDIT, thread.container_id)


def may_moderate_in(person: User | AnonymousUser, container_id: int | None) -> bool:
    """Moderators, and whom the container trusts with it; none of them where it says never.

    Whoever asks knows that the person may read the container.
    """
    if not may_write(person):
        return False
    said = rules(person).verdict(Action.MODERATE, container_id)
    return said == Value.YES or (said != Value.NEVER and may_moderate(person))


def may_moderate_thread(person: User | AnonymousUser, thread: Thread) -> bool:
    return may_moderate_in(person, thread.container_id)


def threads_need_approval(person: User | AnonymousUser, container_id: int | None) -> bool:
    """Whether new threads wait for a moderator there, by others than those who moderate it."""
    return isinstance(person, User) and container_id in rules(person).approves_threads


def replies_need_approval(person: User | AnonymousUser, thread: Thread) -> bool:
    return isinstance(person, User) and thread.container_id in rules(person).approves_replies


def may_move(person: User | AnonymousUser, thread: Thread, target: Container) -> bool:
    """To where they may start one; to other readers only moderators: its replies go along."""
    same_readers = thread.audience_id == target.audience_id
    moderates = may_moderate_thread(person, thread)
    return may_start(person, target) and (same_readers or moderates)


def allowed_in(person: User | AnonymousUser, container: Container) -> list[str]:
    """What somebody who may read the container may do in it, for clients that draw buttons."""
    if not may_write(person):
        return [Action.READ.value]
    theirs = {Action.READ} | {action for action in Action if may(person, action, container.pk)}
    theirs -= {Action.MODERATE}
    if may_moderate_in(person, container.pk):
        theirs |= {Action.SOLVE, Action.EDIT, Action.MODERATE}
    return [action.value for action in Action if action in theirs]


# What a kind of threads that lie in containers says of itself: `Kind(name=…, **BY_PERMISSIONS)`.
BY_PERMISSIONS: dict[str, Any] = {
    "may_reply": may_reply,
    "may_react": may_react,
    "may_edit": may_edit_others,
    "may_moderate": may_moderate_thread,
    "needs_approval": replies_need_approval,
}
