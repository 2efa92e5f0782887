"""Which notifications go into which email."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from community.accounts.models import User
from community.notifications.mail_headers import new_message_id, root_id
from community.notifications.models import DAILY_LIMIT, Mail, Notification
from community.notifications.registration import type_named


def batch_mail(*, notification_id: int) -> None:
    """Put what a member has not read of one context into one email, once the first of it is due.

    Its text is written when it is sent. What was read by now needs none, and beyond DAILY_LIMIT
    emails a day only required ones are sent; neither waits any longer.
    """
    with transaction.atomic():
        due = Notification.objects.filter(mail_due_at__lte=Now(), pk=notification_id).first()
        if due is None:
            return
        # One after the other for each member: so each notification is in one email, and the
        # emails of a day are counted.
        member = User.objects.select_for_update(no_key=True).get(pk=due.member_id)
        waiting = Notification.objects.filter(
            member=member, context_kind=due.context_kind, context_id=due.context_id
        ).exclude(mail_due_at=None)
        rows = list(waiting.order_by("pk").select_for_update())
        wanted = [row for row in rows if row.read_at is None and row.retracted_at is None]
        mail = _new_mail(member, wanted) if wanted and _may_get_another(member, wanted) else None
        told = [row.pk for row in wanted] if mail else []
        of_rows = Notification.objects.filter(pk__in=[row.pk for row in rows])
        of_rows.exclude(pk__in=told).update(mail_due_at=None)
        of_rows.filter(pk__in=told).update(mail_due_at=None, mail=mail)


def _may_get_another(member: User, rows: list[Notification]) -> bool:
    if any((kind := type_named(row.type)) and kind.is_mail_required for row in rows):
        return True
    day = Now() - timedelta(days=1)
    sent = Mail.objects.filter(member=member, created_at__gt=day, dropped_at=None)
    return sent.count() < DAILY_LIMIT


def _new_mail(member: User, rows: list[Notification]) -> Mail:
    return Mail.objects.create(
        member=member,
        to=member.email,
        sender=settings.DEFAULT_FROM_EMAIL,
        message_id=new_message_id(),
        headers={"References": root_id(rows[0].context)},
    )
