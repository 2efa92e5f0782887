"""Every change of notifications, of what members chose, and of email."""

from community.notifications.actions.mail import claim_mail, queue_mail, retry_mail, send_mail

__all__ = ["claim_mail", "queue_mail", "retry_mail", "send_mail"]
