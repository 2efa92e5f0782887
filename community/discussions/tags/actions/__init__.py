"""Every way tags change: those of a thread, and the tags themselves."""

from community.discussions.tags.actions.counters import count_in_tags, repair_tags
from community.discussions.tags.actions.groups import (
    UnfitPosition,
    Untitled,
    delete_tag_group,
    edit_tag_group,
    form_tag_group,
)
from community.discussions.tags.actions.holding import hold_tags
from community.discussions.tags.actions.tags import (
    IsASynonym,
    NoTagName,
    TagTaken,
    delete_tag,
    edit_tag,
    make_tag,
    merge_tag,
    unmerge_tag,
)
from community.discussions.tags.actions.threads import (
    TooManyTags,
    UnknownTags,
    count_shown,
    count_use,
    is_counted,
    put_tags,
    tag_ids,
    tags_for_import,
    uncount_hidden,
    wanted_tags,
)

__all__ = [
    "IsASynonym",
    "NoTagName",
    "TagTaken",
    "TooManyTags",
    "UnfitPosition",
    "UnknownTags",
    "Untitled",
    "count_in_tags",
    "count_shown",
    "count_use",
    "delete_tag",
    "delete_tag_group",
    "edit_tag",
    "edit_tag_group",
    "form_tag_group",
    "hold_tags",
    "is_counted",
    "make_tag",
    "merge_tag",
    "put_tags",
    "repair_tags",
    "tag_ids",
    "tags_for_import",
    "uncount_hidden",
    "unmerge_tag",
    "wanted_tags",
]
