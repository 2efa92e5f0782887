"""Every way ideas change. Locks: containers, threads by id, ideas by id, vote budgets by member."""

from feedback.ideas.actions.audiences import (
    follow_permissions,
    follow_readers,
    follow_roles,
)
from feedback.ideas.actions.edits import edit_idea
from feedback.ideas.actions.merging import merge_idea, unmerge_idea
from feedback.ideas.actions.moving import move_idea
from feedback.ideas.actions.refusals import (
    BoardIsGone,
    BugsNotAccepted,
    IdeaIsMerged,
    MergedIntoItself,
    NotMerged,
    OnlyOfBugs,
    PrivacyIsOfTheTeam,
    StatusNotNext,
    StatusOfAnotherBoard,
    TargetIsGone,
    TargetIsMerged,
    TargetIsPrivate,
    ThereNeedsApproval,
    TypeIsOfTheTeam,
    UnknownKind,
    UnknownSeverity,
)
from feedback.ideas.actions.statuses import change_status, follow_status, is_next
from feedback.ideas.actions.submitting import publish_idea, submit_idea

__all__ = [
    "BoardIsGone",
    "BugsNotAccepted",
    "IdeaIsMerged",
    "MergedIntoItself",
    "NotMerged",
    "OnlyOfBugs",
    "PrivacyIsOfTheTeam",
    "StatusNotNext",
    "StatusOfAnotherBoard",
    "TargetIsGone",
    "TargetIsMerged",
    "TargetIsPrivate",
    "ThereNeedsApproval",
    "TypeIsOfTheTeam",
    "UnknownKind",
    "UnknownSeverity",
    "change_status",
    "edit_idea",
    "follow_permissions",
    "follow_readers",
    "follow_roles",
    "follow_status",
    "is_next",
    "merge_idea",
    "move_idea",
    "publish_idea",
    "submit_idea",
    "unmerge_idea",
]
