"""Every way boards, their settings and their statuses change. For administrators."""

from feedback.boards.actions.boards import (
    MOST_VOTES,
    ON_ROADMAP,
    SETTINGS,
    SubjectTaken,
    create_board,
    delete_board,
    edit_board,
    set_permissions,
    set_up_board,
    take_number,
    take_numbers,
)
from feedback.boards.actions.statuses import (
    LONGEST_NAME,
    MOST_STATUSES,
    CategoryOfStatusIsFixed,
    CategoryWithoutStatus,
    StatusesAlike,
    StatusInUse,
    edit_statuses,
)

__all__ = [
    "LONGEST_NAME",
    "MOST_STATUSES",
    "MOST_VOTES",
    "ON_ROADMAP",
    "SETTINGS",
    "CategoryOfStatusIsFixed",
    "CategoryWithoutStatus",
    "StatusInUse",
    "StatusesAlike",
    "SubjectTaken",
    "create_board",
    "delete_board",
    "edit_board",
    "edit_statuses",
    "set_permissions",
    "set_up_board",
    "take_number",
    "take_numbers",
]
