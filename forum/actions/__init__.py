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
from community.discussions.containers.actions.audiences import WouldBecomePublic
from community.discussions.containers.actions.containers import (
    InItself,
    NotEmpty,
    SlugTaken,
    TooDeep,
    UnknownMark,
    delete_category,
    edit_category,
    open_category,
)
from community.discussions.containers.actions.counters import count_in_categories, repair_categories
from community.discussions.containers.actions.permissions import EverybodyReads, NobodyReads, set_permissions
from community.discussions.tags.actions.tags import (
    delete_tag,
    delete_tag_group,
    edit_tag,
    edit_tag_group,
    form_tag_group,
    make_tag,
    merge_tag,
    repair_tags,
    unmerge_tag,
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
    "count_in_categories",
    "delete_category",
    "delete_tag",
    "delete_tag_group",
    "edit_category",
    "edit_tag",
    "edit_tag_group",
    "edit_topic",
    "forget_removed_answer",
    "form_tag_group",
    "make_tag",
    "merge_tag",
    "open_category",
    "repair_categories",
    "repair_tags",
    "set_permissions",
    "start_topic",
    "unmerge_tag",
    "withdraw_answer",
]
