from datetime import timedelta

from django.db.models.functions import Now

from community.kernel.health import register
from community.notifications.models import Mail, Notification

LATE = timedelta(minutes=5)


def _is_late() -> bool:
    """Whether an email was not sent, or a notification not put into one, when it was due."""
    late = Now() - LATE
    return (
        Mail.objects.due().filter(due_at__lt=late).exists()
        or Notification.objects.filter(mail_due_at__lt=late).exists()
    )


register("worker", _is_late)
