"""Every way containers change.

Locks are taken in one order: the tree of containers, containers by id, then threads, then tags.
"""

from community.discussions.containers.actions.audiences import WouldBecomePublic
from community.discussions.containers.actions.containers import (
    InItself,
    NotEmpty,
    SlugTaken,
    TooDeep,
    UnknownMark,
    create_container,
    delete_container,
    edit_container,
)
from community.discussions.containers.actions.counters import (
    count_in_containers,
    repair_containers,
)
from community.discussions.containers.actions.permissions import (
    EverybodyReads,
    NobodyReads,
    set_permissions,
)
from community.discussions.containers.actions.tagging import (
    MoreTagsNeeded,
    OneTagOfGroup,
    TagOfGroupNeeded,
    check_tags,
    set_tags,
)

__all__ = [
    "EverybodyReads",
    "InItself",
    "MoreTagsNeeded",
    "NobodyReads",
    "NotEmpty",
    "OneTagOfGroup",
    "SlugTaken",
    "TagOfGroupNeeded",
    "TooDeep",
    "UnknownMark",
    "WouldBecomePublic",
    "check_tags",
    "count_in_containers",
    "create_container",
    "delete_container",
    "edit_container",
    "repair_containers",
    "set_permissions",
    "set_tags",
]
