"""Who may do what in the forum. Questions only: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User, readers
from community.accounts.policy import may_moderate
from community.discussions.models import Post, Thread
from community.discussions.policy import is_open_to_change, may_edit_thread, may_write
from forum.models import Category
from community.discussions.containers.permissions import Action, Value, may, rules

MAKES_TAGS = 3  # trust level


def may_start_topic(person: User | AnonymousUser, category: Category) -> bool:
    """Whoever may read the category, write at all, and begin topics in it."""
    if not (may_write(person) and may(person, Action.START, category.pk)):
        return False
    return readers(category.audience).filter(pk=person.pk).exists()


def may_tag(person: User | AnonymousUser, category: Category) -> bool:
    return may_write(person) and may(person, Action.TAG, category.pk)


def may_reply(person: User | AnonymousUser, thread: Thread) -> bool:
    return may(person, Action.REPLY, thread.container_id)


def may_react(person: User | AnonymousUser, thread: Thread) -> bool:
    return may(person, Action.REACT, thread.container_id)


def may_moderate_in(person: User | AnonymousUser, category_id: int | None) -> bool:
    """Moderators, and whom the category trusts with it; none of them where it says never.

    Whoever asks knows that the person may read the category.
    """
    if not may_write(person):
        return False
    said = rules(person).verdict(Action.MODERATE, category_id)
    return said == Value.YES or (said != Value.NEVER and may_moderate(person))


def may_moderate_thread(person: User | AnonymousUser, thread: Thread) -> bool:
    return may_moderate_in(person, thread.container_id)


def may_edit_others(person: User | AnonymousUser, post: Post, thread: Thread) -> bool:
    """Beside those who moderate, whom the category trusts with others' words."""
    return may(person, Action.EDIT, thread.container_id)


def may_solve(person: User | AnonymousUser, thread: Thread) -> bool:
    """Whoever asked, the category's experts, and whoever moderates it."""
    if not (may_write(person) and is_open_to_change(thread)):
        return False
    expert = may(person, Action.SOLVE, thread.container_id)
    return expert or person.pk == thread.author_id or may_moderate_in(person, thread.container_id)


def may_announce(person: User | AnonymousUser) -> bool:
    """Whoever helps to run the place."""
    return may_write(person) and (person.is_staff or may_moderate(person))


def may_accept_answer(person: User | AnonymousUser, thread: Thread) -> bool:
    """Whoever may say what solves it, where the category's topics ask for an answer at all."""
    if not may_solve(person, thread):
        return False
    return isinstance(person, User) and thread.container_id not in rules(person).unsolvable


def allowed_in(person: User | AnonymousUser, category: Category) -> list[str]:
    """What somebody who may read the category may do in it, for clients that draw buttons."""
    if not may_write(person):
        return [Action.READ.value]
    theirs = {Action.READ} | {action for action in Action if may(person, action, category.pk)}
    theirs -= {Action.MODERATE}
    if may_moderate_in(person, category.pk):
        theirs |= {Action.SOLVE, Action.EDIT, Action.MODERATE}
    return [action.value for action in Action if action in theirs]


def may_make_tags(person: User | AnonymousUser) -> bool:
    """Make a tag by using it: regulars (trust level 3), and moderators."""
    return may_write(person) and (person.trust_level >= MAKES_TAGS or may_moderate(person))


def may_edit_tags(person: User | AnonymousUser) -> bool:
    """Rename, merge, group and delete tags."""
    return may_write(person) and may_moderate(person)


def may_edit_topic(person: User | AnonymousUser, thread: Thread) -> bool:
    """Retitle, move and retag: whoever may edit the opening post."""
    return may_edit_thread(person, thread)


def may_move_topic(person: User | AnonymousUser, thread: Thread, target: Category) -> bool:
    """To where they may begin one; to other readers only moderators: its replies go along."""
    same_readers = thread.audience_id == target.audience_id
    moderates = may_moderate_thread(person, thread)
    return may_start_topic(person, target) and (same_readers or moderates)
