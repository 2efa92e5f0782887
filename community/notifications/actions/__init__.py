"""Every change of notifications, of what members chose, and of email."""

from community.notifications.actions.batches import batch_mail
from community.notifications.actions.mail import (
    claim_mail,
    prune_mail,
    queue_mail,
    retry_mail,
    send_mail,
)
from community.notifications.actions.muting import mute_notification
from community.notifications.actions.notify import Candidates, notify, notify_from
from community.notifications.actions.preferences import (
    change_preference,
    set_preference,
    set_preferences,
)
from community.notifications.actions.pruning import prune_notifications
from community.notifications.actions.reading import (
    mark_all_notifications_read,
    mark_notification_read,
    mark_notifications_seen,
    read_context,
    read_contexts,
    read_rows,
)
from community.notifications.actions.retracting import (
    remove_actors,
    restore,
    restore_rows,
    retract,
    retract_rows,
)

__all__ = [
    "Candidates",
    "batch_mail",
    "change_preference",
    "claim_mail",
    "mark_all_notifications_read",
    "mark_notification_read",
    "mark_notifications_seen",
    "mute_notification",
    "notify",
    "notify_from",
    "prune_mail",
    "prune_notifications",
    "queue_mail",
    "read_context",
    "read_contexts",
    "read_rows",
    "remove_actors",
    "restore",
    "restore_rows",
    "retract",
    "retract_rows",
    "retry_mail",
    "send_mail",
    "set_preference",
    "set_preferences",
]
