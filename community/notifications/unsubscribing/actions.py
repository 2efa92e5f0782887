"""Turning emails off and on."""

from collections.abc import Sequence

from django.db import transaction

from community.accounts.models import User
from community.notifications.actions import set_preference
from community.notifications.models import Preference
from community.notifications.registration import NotificationType, types


def turn_off_mail(*, by: User, only: Sequence[NotificationType] | None = None) -> list[str]:
    """No more emails of these types, or of none at all but those that are required.

    Return the names of the types that were on, for `turn_on_mail`. Notifications stay on the site.
    """
    with transaction.atomic():
        chosen = dict(Preference.objects.filter(member=by).values_list("type", "is_by_mail"))
        on = [
            one.name
            for one in types(by)
            if (only is None or one in only)
            and not one.is_required
            and chosen.get(one.name, one.by_mail)
        ]
        for name in on:
            set_preference(type=name, by=by, by_mail=False)
    return on


def turn_on_mail(*, names: Sequence[str], by: User) -> None:
    """Emails of these types again, if these still exist."""
    with transaction.atomic():
        for one in types(by):
            if one.name in names:
                set_preference(type=one.name, by=by, by_mail=True)
