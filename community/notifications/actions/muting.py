"""One click on the reason of a notification: no more of these."""

from community.accounts.models import User
from community.kernel.errors import Denied
from community.notifications import policy, registration
from community.notifications.actions.preferences import set_preference
from community.notifications.models import Notification


def mute_notification(*, notification: Notification, by: User) -> Notification:
    """Stop what is the reason of a notification, as its app registered it; without that, its type
    is turned off. Repeated, it changes nothing.

    Raises Denied for anybody else's, and whatever the app's action raises.
    """
    if not policy.may_change(by, notification):
        raise Denied
    reason = registration.reason_named(notification.reason)
    if reason and reason.mute:
        reason.mute(place=notification.place, notification=notification, by=by)
    else:
        set_preference(type=notification.type, by=by, on_site=False, by_mail=False)
    return notification
