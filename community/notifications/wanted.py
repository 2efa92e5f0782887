"""What a member gets emails about."""

from collections.abc import Sequence
from typing import Any

from community.accounts.models import User
from community.notifications.models import Notification, Preference
from community.notifications.registration import NotificationType, reason_named, type_named, types


def wanted_by_mail(member: User) -> list[NotificationType]:
    """Types of which this member gets emails: those that are required, and what the member chose or
    left on. One query."""
    chosen = dict(Preference.objects.filter(member=member).values_list("type", "is_by_mail"))
    return [
        one for one in types(member) if one.is_mail_required or chosen.get(one.name, one.by_mail)
    ]


def still_wanted(rows: Sequence[Notification], member: User) -> list[Notification]:
    """Those that the member did not mute or stop watching since, in the same order; one question
    for all whose reasons are asked the same way."""
    asked: dict[Any, list[Notification]] = {}
    for row in rows:
        kind, reason = type_named(row.type), reason_named(row.reason)
        if reason and reason.still and not (kind and kind.is_mail_required):
            asked.setdefault(reason.still, []).append(row)
    unsure = {row.pk for some in asked.values() for row in some}
    wanted = {row.pk for still, some in asked.items() for row in still(some, member)}
    return [row for row in rows if row.pk not in unsure or row.pk in wanted]
