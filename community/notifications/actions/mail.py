"""Every way in which mail changes: queued by a request, sent by a worker."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from community.kernel.requests import current_request_id, working_for
from community.notifications.models import CLAIM_SECONDS, Mail

KEPT = timedelta(days=180)  # emails about notifications, as long as these
BATCH = 5000  # rows in one statement

Writer = Callable[[Mail], EmailMultiAlternatives | None]


def queue_mail(*, messages: Iterable[EmailMessage]) -> int:
    """Remember one mail per recipient; return how many. It is committed with what caused it."""
    mail = [
        Mail(
            to=recipient,
            subject=str(message.subject),
            text=str(message.body),
            html=_html_of(message),
            sender=message.from_email,
            message_id=make_msgid(domain=message.from_email.rpartition("@")[2].rstrip(">")),
            request_id=current_request_id(),
        )
        for message in messages
        for recipient in message.recipients()
    ]
    return len(Mail.objects.bulk_create(mail))


def _html_of(message: EmailMessage) -> str:
    parts = getattr(message, "alternatives", [])
    return next((str(part.content) for part in parts if part.mimetype == "text/html"), "")


def claim_mail(*, mail_id: int) -> Mail | None:
    """Take a due mail for CLAIM_SECONDS: one conditional UPDATE, so only one worker gets it."""
    later = Now() + timedelta(seconds=1) * CLAIM_SECONDS
    mine = Mail.objects.due().filter(pk=mail_id).update(due_at=later, attempts=F("attempts") + 1)
    return Mail.objects.get(pk=mail_id) if mine else None


def send_mail(*, mail_id: int, write: Writer) -> None:
    """Claim, send, mark. A worker killed between sending and marking sends it once more, under
    the same Message-ID, which mailboxes show once.

    `write` returns the text of an email of notifications, or None if it is not to be sent.
    """
    if mail := claim_mail(mail_id=mail_id):
        with working_for(mail.request_id):
            message = write(mail) if mail.member_id else _stored(mail)
            if message is None:
                Mail.objects.filter(pk=mail.pk).update(dropped_at=Now(), error="")
                return
            message.extra_headers["Message-ID"] = mail.message_id
            message.connection = get_connection(settings.MAIL_TRANSPORT)
            try:
                message.send()
            except OSError as error:  # SMTP errors are OSErrors
                again = Now() + timedelta(seconds=30) * 2**mail.attempts
                Mail.objects.filter(pk=mail.pk).update(error=repr(error)[:2000], due_at=again)
            else:
                # A link that resets a password is for one reader, and not for our backups.
                sent = {"sent_at": Now(), "error": "", "text": "", "html": ""}
                Mail.objects.filter(pk=mail.pk).update(to=message.to[0], **sent)


def _stored(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(mail.subject, mail.text, mail.sender, [mail.to])
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def retry_mail(*, mail: QuerySet[Mail]) -> int:
    """Let mail that was given up be tried again; return how many."""
    return mail.filter(sent_at=None, dropped_at=None).update(attempts=0, due_at=Now())


def prune_mail() -> int:
    """Delete emails about notifications that are older than KEPT; return how many."""
    old = Mail.objects.filter(member__isnull=False, created_at__lt=Now() - KEPT).order_by("pk")
    count = 0
    while some := list(old.values_list("pk", flat=True)[:BATCH]):
        Mail.objects.filter(pk__in=some).delete()
        count += len(some)
    return count
