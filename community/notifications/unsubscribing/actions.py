"""Turning emails off and on."""

from collections.abc import Sequence

from django.db import transaction

from community.accounts.models import User
from community.notifications.actions import change_preference
from community.notifications.registration import NotificationType, types
from community.notifications.wanted import wanted_by_mail


def turn_off_mail(*, by: User, only: Sequence[NotificationType] | None = None) -> list[str]:
    """No more emails of these types, or of none at all but those that are required.

    Return the names of the types that were on, for `turn_on_mail`. Notifications stay on the site.
    """
    with transaction.atomic():
        on = [
            one.name
            for one in wanted_by_mail(by)
            if not one.is_mail_required and (only is None or one in only)
        ]
        for name in on:
            change_preference(type=name, by=by, by_mail=False)
    return on


def turn_on_mail(*, names: Sequence[str], by: User) -> None:
    """Emails of these types again, if these still exist."""
    with transaction.atomic():
        for one in types(by):
            if one.name in names:
                change_preference(type=one.name, by=by, by_mail=True)
