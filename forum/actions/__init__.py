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
from forum.actions.audiences import WouldBecomePublic
from forum.actions.categories import (
    InItself,
    NotEmpty,
    SlugTaken,
    TooDeep,
    UnknownMark,
    delete_category,
    edit_category,
    open_category,
)
from forum.actions.counters import count_in_categories, repair_categories
from forum.actions.permissions import EverybodyReads, NobodyReads, set_permissions
from forum.actions.topics import start_topic

__all__ = [
    "EverybodyReads",
    "InItself",
    "NobodyReads",
    "NotEmpty",
    "OpeningPostIsNoAnswer",
    "RemovedPostIsNoAnswer",
    "SlugTaken",
    "TooDeep",
    "UnknownMark",
    "WouldBecomePublic",
    "accept_answer",
    "count_in_categories",
    "delete_category",
    "edit_category",
    "forget_removed_answer",
    "open_category",
    "repair_categories",
    "set_permissions",
    "start_topic",
    "withdraw_answer",
]
