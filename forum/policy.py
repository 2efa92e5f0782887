"""Who may do what in the forum, beside what permissions say of any container. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.discussions.containers.permissions import Action, may, rules
from community.discussions.containers.policy import may_moderate_in
from community.discussions.models import Thread
from community.discussions.policy import is_open_to_change, may_edit_thread, may_write


def may_solve(person: User | AnonymousUser, thread: Thread) -> bool:
    """Whoever asked, the category's experts, and whoever moderates it."""
    if not (may_write(person) and is_open_to_change(thread)):
        return False
    expert = may(person, Action.SOLVE, thread.container_id)
    return expert or person.pk == thread.author_id or may_moderate_in(person, thread.container_id)


def may_accept_answer(person: User | AnonymousUser, thread: Thread) -> bool:
    """Whoever may say what solves it, where the category's topics ask for an answer at all."""
    if not may_solve(person, thread):
        return False
    return isinstance(person, User) and thread.container_id not in rules(person).unsolvable


def may_edit_topic(person: User | AnonymousUser, thread: Thread) -> bool:
    """Retitle, move and retag: whoever may edit the opening post."""
    return may_edit_thread(person, thread)
