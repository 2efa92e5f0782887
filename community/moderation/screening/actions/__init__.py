"""Every change of word filters, and of what waits for approval."""

from community.moderation.screening.actions.filters import (
    create_word_filter,
    delete_word_filter,
    edit_word_filter,
)
from community.moderation.screening.actions.holding import (
    accepted,
    discard_held,
    flag_published,
    hold,
    publish_held,
    withdraw_pending_post,
)

__all__ = [
    "accepted",
    "create_word_filter",
    "delete_word_filter",
    "discard_held",
    "edit_word_filter",
    "flag_published",
    "hold",
    "publish_held",
    "withdraw_pending_post",
]
