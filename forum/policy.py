"""Who may do what in the forum. Questions only: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User, readers
from community.accounts.policy import may_moderate
from community.discussions.models import Thread
from community.discussions.policy import may_write
from forum.models import Category


def may_start_topic(person: User | AnonymousUser, category: Category) -> bool:
    """Whoever may read the category and may write; in some only moderators."""
    if not may_write(person) or (category.staff_starts and not may_moderate(person)):
        return False
    return readers(category.audience).filter(pk=person.pk).exists()


def may_announce(person: User | AnonymousUser) -> bool:
    """Whoever helps to run the place."""
    return may_write(person) and (person.is_staff or may_moderate(person))


def may_accept_answer(person: User | AnonymousUser, thread: Thread) -> bool:
    """Whoever asked, and moderators."""
    own = person.is_authenticated and person.pk == thread.author_id
    return may_write(person) and thread.is_live and (own or may_moderate(person))
