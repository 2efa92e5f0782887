"""Every way the forum changes. Views, APIs, admin and commands all come through here.

Locks are taken in one order: the tree of categories, categories by id, then the thread.
"""

from community.discussions.containers.actions import (
    EverybodyReads,
    InItself,
    NobodyReads,
    NotEmpty,
    SlugTaken,
    TooDeep,
    UnknownMark,
    WouldBecomePublic,
)
from forum.actions.answers import (
    OpeningPostIsNoAnswer,
    RemovedPostIsNoAnswer,
    accept_answer,
    forget_removed_answer,
    withdraw_answer,
)
from forum.actions.categories import (
    delete_category,
    edit_category,
    open_category,
    set_permissions,
)
from forum.actions.topic_edits import edit_topic
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
    "delete_category",
    "edit_category",
    "edit_topic",
    "forget_removed_answer",
    "open_category",
    "set_permissions",
    "start_topic",
    "withdraw_answer",
]
