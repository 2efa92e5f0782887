"""What a member gets emails about."""

from community.accounts.models import User
from community.notifications.models import Preference
from community.notifications.registration import NotificationType, types


def wanted_by_mail(member: User) -> list[NotificationType]:
    """Types of which this member gets emails: those that are required, and what the member chose or
    left on. One query."""
    chosen = dict(Preference.objects.filter(member=member).values_list("type", "is_by_mail"))
    return [
        one for one in types(member) if one.is_mail_required or chosen.get(one.name, one.by_mail)
    ]
