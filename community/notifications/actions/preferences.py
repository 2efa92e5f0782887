"""Where a member wants to be notified of what."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation
from community.notifications import registration
from community.notifications.events import NotificationPreferencesChanged
from community.notifications.models import Preference


class NoSuchNotificationType(RuleViolation):
    code = "no_such_notification_type"
    title = _("Unknown notification type")
    message = _("This type of notification does not exist.")


class NotificationIsRequired(RuleViolation):
    code = "notification_is_required"
    title = _("Notification cannot be turned off")
    message = _("Notifications of this type cannot be turned off on the site.")


def set_preference(
    *,
    type: str,  # noqa: A002 - what it is called everywhere
    by: User,
    on_site: bool | None = None,
    by_mail: bool | None = None,
) -> Preference:
    """Choose where to be notified of a type; None leaves a channel as it is.

    Return what holds then: a row, or an unsaved one if it is the default. Raises
    NoSuchNotificationType, NotificationIsRequired and Denied.
    """
    rates.consume("change", by=by)
    return change_preference(type=type, by=by, on_site=on_site, by_mail=by_mail)


def set_preferences(*, by: User, on_site: Mapping[str, bool], by_mail: Mapping[str, bool]) -> None:
    """Choose for several types at once, by their names: all of it or, if one is refused, nothing.

    For the limits it is one change. Raises what `set_preference` raises.
    """
    rates.consume("change", by=by)
    with transaction.atomic():
        for name in sorted({*on_site, *by_mail}):
            change_preference(
                type=name, by=by, on_site=on_site.get(name), by_mail=by_mail.get(name)
            )


def change_preference(
    *,
    type: str,  # noqa: A002 - what it is called everywhere
    by: User,
    on_site: bool | None = None,
    by_mail: bool | None = None,
) -> Preference:
    """Part of what changes several, or must work however often it is done: it has no limit."""
    if not by.is_active:
        raise Denied
    chosen = _type(type, by)
    if chosen.is_required and on_site is False:
        raise NotificationIsRequired
    default = chosen.on_site, chosen.by_mail
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # one at a time
        row = Preference.objects.filter(member=by, type=type).first()
        before = (row.is_on_site, row.is_by_mail) if row else default
        after = (
            before[0] if on_site is None else on_site,
            before[1] if by_mail is None else by_mail,
        )
        row = row or Preference(member=by, type=type)
        row.is_on_site, row.is_by_mail = after
        if after != before:
            _keep(row, is_default=after == default)
            publish(
                NotificationPreferencesChanged(
                    actor_id=by.pk, type=type, is_on_site=after[0], is_by_mail=after[1]
                )
            )
    return row


def _type(name: str, by: User) -> registration.NotificationType:
    found = registration.type_named(name)
    if found is None or (found.for_moderators and not by.is_moderator):
        raise NoSuchNotificationType
    return found


def _keep(row: Preference, *, is_default: bool) -> None:
    """Only what differs from the default is kept, so that a better default reaches the others."""
    if not is_default:
        row.save()
    elif row.pk:
        row.delete()
