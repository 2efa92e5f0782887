from django.db.models.functions import Now

from community.kernel.jobs import Job, register
from community.notifications.actions import batch_mail, send_mail
from community.notifications.mail_messages import write_mail
from community.notifications.models import Mail, Notification


def _wanted() -> list[int]:
    """Notifications about which an email is due."""
    due = Notification.objects.filter(mail_due_at__lte=Now())
    return list(due.order_by("mail_due_at", "pk").values_list("pk", flat=True)[:500])


register(
    Job(
        name="notifications.batches",
        due=_wanted,
        do=lambda pk: batch_mail(notification_id=pk),
    )
)
register(
    Job(
        name="notifications.mail",
        due=lambda: list(Mail.objects.due().order_by("due_at").values_list("pk", flat=True)[:500]),
        do=lambda pk: send_mail(mail_id=pk, write=write_mail),
    )
)
