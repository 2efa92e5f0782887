"""One click on the reason of a notification: no more of these."""

from django.db import transaction
from django.db.models import Q

from community.accounts.models import User
from community.kernel.errors import Denied
from community.notifications import policy, registration
from community.notifications.actions.preferences import set_preference
from community.notifications.models import Mail, Notification


def mute_notification(*, notification: Notification, by: User) -> Notification:
    """Stop what is the reason of a notification, as its app registered it; without that, its type
    is turned off. No email of what happened before for this reason follows. Repeated, it changes
    nothing.

    Raises Denied for anybody else's, and whatever the app's action raises.
    """
    if not policy.may_change(by, notification):
        raise Denied
    reason = registration.reason_named(notification.reason)
    if reason and reason.mute:
        with transaction.atomic():
            reason.mute(place=notification.place, notification=notification, by=by)
            _forget_mail(notification)
    else:
        set_preference(type=notification.type, by=by, on_site=False, by_mail=False)
    return notification


def _forget_mail(muted: Notification) -> None:
    """Those of the same context and reason, whether or not they are in an email already."""
    unsent = Mail.objects.filter(member=muted.member_id, sent_at=None, dropped_at=None)
    waiting = Notification.objects.filter(
        Q(mail_due_at__isnull=False) | Q(mail__in=unsent),
        member=muted.member_id, context_kind=muted.context_kind, context_id=muted.context_id,
        reason=muted.reason,
    )  # fmt: skip
    required = [one.name for one in registration.types() if one.is_mail_required]
    locked = waiting.exclude(type__in=required).order_by("pk").select_for_update(no_key=True)
    Notification.objects.filter(pk__in=locked.values("pk")).update(mail_due_at=None, mail=None)
