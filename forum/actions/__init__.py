"""Every way the forum changes. Views, APIs, admin and commands all come through here.

Locks are taken in one order: the tree of categories, categories by id, then the thread.
"""

from forum.actions.answers import (
    OpeningPostIsNoAnswer,
    RemovedPostIsNoAnswer,
    accept_answer,
    forget_removed_answer,
    withdraw_answer,
)
from forum.actions.categories import SlugTaken, UnknownMark, edit_category, open_category
from forum.actions.counters import count_in_categories, repair_categories
from forum.actions.topics import start_topic

__all__ = [
    "OpeningPostIsNoAnswer",
    "RemovedPostIsNoAnswer",
    "SlugTaken",
    "UnknownMark",
    "accept_answer",
    "count_in_categories",
    "edit_category",
    "forget_removed_answer",
    "open_category",
    "repair_categories",
    "start_topic",
    "withdraw_answer",
]
