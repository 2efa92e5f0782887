"""Every change of notifications, of what members chose, and of email."""

from community.notifications.actions.batches import batch_mail
from community.notifications.actions.mail import claim_mail, queue_mail, retry_mail, send_mail
from community.notifications.actions.muting import mute_notification
from community.notifications.actions.notify import notify
from community.notifications.actions.preferences import set_preference

__all__ = [
    "batch_mail",
    "claim_mail",
    "mute_notification",
    "notify",
    "queue_mail",
    "retry_mail",
    "send_mail",
    "set_preference",
]
