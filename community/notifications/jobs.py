from community.kernel.jobs import Job, register
from community.notifications.actions import send_mail
from community.notifications.models import Mail

register(
    Job(
        name="notifications.mail",
        due=lambda: list(Mail.objects.due().order_by("due_at").values_list("pk", flat=True)[:500]),
        do=lambda pk: send_mail(mail_id=pk),
    )
)
