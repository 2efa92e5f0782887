"""Who may do what in the forum. Questions only: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User, readers
from community.accounts.policy import may_moderate
from community.discussions.models import Thread
from community.discussions.policy import is_open_to_change, may_edit_head, may_write
from community.discussions.policy import may_moderate as may_moderate_thread
from forum.models import Category

MAKES_TAGS = 3  # trust level


def may_start_topic(person: User | AnonymousUser, category: Category) -> bool:
    """Whoever may read the category and may write; in some only moderators."""
    if not may_write(person) or (category.staff_starts and not may_moderate(person)):
        return False
    return readers(category.audience).filter(pk=person.pk).exists()


def may_tag(person: User | AnonymousUser, category: Category) -> bool:
    """Put tags on topics: whoever may begin one there, and moderators."""
    return may_start_topic(person, category) or (may_write(person) and may_moderate(person))


def may_make_tags(person: User | AnonymousUser) -> bool:
    """Make a tag by using it: regulars (trust level 3), and moderators."""
    return may_write(person) and (person.trust_level >= MAKES_TAGS or may_moderate(person))


def may_edit_tags(person: User | AnonymousUser) -> bool:
    """Rename, merge, group and delete tags."""
    return may_write(person) and may_moderate(person)


def may_edit_topic(person: User | AnonymousUser, thread: Thread) -> bool:
    """Retitle, move and retag: whoever may edit the opening post."""
    return may_edit_head(person, thread)


def may_move_topic(person: User | AnonymousUser, thread: Thread, target: Category) -> bool:
    """To where they may begin one; to other readers only moderators: its replies go along."""
    same_readers = thread.audience_id == target.audience_id
    moderates = may_moderate_thread(person, thread)
    return may_start_topic(person, target) and (same_readers or moderates)


def may_accept_answer(person: User | AnonymousUser, thread: Thread) -> bool:
    """Whoever asked, and moderators."""
    own = person.is_authenticated and person.pk == thread.author_id
    return may_write(person) and is_open_to_change(thread) and (own or may_moderate(person))
