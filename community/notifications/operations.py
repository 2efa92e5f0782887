"""What members can do with their notifications, by programs and by buttons of pages."""

from dataclasses import replace
from typing import Any

from community.accounts.models import User
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, OWNER
from community.notifications import actions, queries
from community.notifications.api import (
    CountOut,
    NotificationFilter,
    NotificationGroupIn,
    NotificationOut,
    PreferenceIn,
    PreferenceOut,
    PreferencesOut,
)
from community.notifications.count import count_now
from community.notifications.queries import MatrixRow, ShownNotification
from community.notifications.registration import Group
from community.notifications.schema import NotificationNode, PreferenceNode


def mark_notification_read(*, notification: ShownNotification, by: User) -> ShownNotification:
    """Mark a notification as read."""
    row = actions.mark_notification_read(notification=notification.row, by=by)
    return replace(notification, row=row)


def mark_all_notifications_read(*, by: User, group: str = "") -> int:
    """Mark all notifications as read, or those of one group."""
    return actions.mark_all_notifications_read(by=by, group=group)


def mark_notifications_seen(*, by: User) -> int:
    """Say that the caller has looked at the list: the bell shows no dot until something new
    comes."""
    return actions.mark_notifications_seen(by=by)


def mute_notification(*, notification: ShownNotification, by: User) -> ShownNotification:
    """Stop what is the notification's reason: stop watching the topic, category or tag, or turn
    its type off."""
    row = actions.mute_notification(notification=notification.row, by=by)
    return replace(notification, row=row)


def set_notification_preference(
    *,
    notification_preference: MatrixRow,
    by: User,
    on_site: bool | None = None,
    by_mail: bool | None = None,
) -> MatrixRow:
    """Set where to be notified of a type."""
    of = notification_preference.type.name
    row = actions.set_preference(type=of, by=by, on_site=on_site, by_mail=by_mail)
    return replace(notification_preference, on_site=row.is_on_site, by_mail=row.is_by_mail)


def _one(viewer: Any, pk: int) -> ShownNotification | None:
    return queries.one_shown(viewer, pk) if viewer.is_authenticated else None


NOTIFICATION = Resource(
    name="notification", model=ShownNotification, one=_one, out=NotificationOut,
    node=NotificationNode, lock_target=lambda notification: notification.row,
)  # fmt: skip
PREFERENCE = Resource(
    name="notification_preference", model=MatrixRow, by="type", lookup=queries.matrix_row,
    out=PreferenceOut, node=PreferenceNode, lock_target=lambda row: row.member,
    description="The name of a type, such as `discussions.reply`.",
)  # fmt: skip

api = Api(
    "notifications", scope="notifications", resources=[NOTIFICATION, PREFERENCE], allowed=MEMBERS
)
api.list(
    "me/notifications/", NOTIFICATION, queries.notifications_of, order="-pk",
    filters=NotificationFilter, for_members=True,
    description="The caller's notifications, the newest first. A page can be shorter than `limit`:"
    " the caller may not see all any more.",
)  # fmt: skip
api.query(
    "me/notifications/count/", queries.unread_of, CountOut, name="count_notifications",
    for_members=True, description="How many unread notifications the caller has.",
)  # fmt: skip
api.mutation(
    "PUT me/notifications/{notification}/reading/", mark_notification_read, output=NOTIFICATION,
    allowed=OWNER,
)  # fmt: skip
api.mutation(
    "PUT me/notifications/reading/", mark_all_notifications_read, input=NotificationGroupIn
)
api.mutation("PUT me/notifications/seen/", mark_notifications_seen)
api.mutation(
    "PUT me/notifications/{notification}/mute/", mute_notification, output=NOTIFICATION,
    allowed=OWNER,
)  # fmt: skip
api.query(
    "me/notification-preferences/", queries.matrix, PreferencesOut,
    name="list_notification_preferences", for_members=True,
    description="Where the caller is notified of each type.",
)  # fmt: skip
api.mutation(
    "PATCH me/notification-preferences/{notification_preference}/", set_notification_preference,
    input=PreferenceIn, output=PREFERENCE, example={"by_mail": False},
)  # fmt: skip


def _bell(request: Any, _row: Any) -> dict[str, Any]:
    return {"bell": count_now(request.user)}


fragment = ("notifications/_bell.html", _bell)  # for scripts: what the bell says now
api.button(
    "notifications/{notification}/reading/", mark_notification_read, name="reading",
    fragment=fragment,
)  # fmt: skip
api.button(
    "notifications/reading/", mark_all_notifications_read, name="all_reading",
    then="notifications:list", fragment=fragment,
)  # fmt: skip
api.button(
    "notifications/seen/", mark_notifications_seen, name="seen", then="notifications:list",
    fragment=fragment,
)  # fmt: skip

declared = (api,)
enum_names = {"NotificationGroup": Group}
