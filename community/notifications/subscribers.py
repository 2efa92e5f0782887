from django.db.models import QuerySet

from community.events.event import on
from community.notifications.channels import ring_members
from community.notifications.events import NotificationsChanged
from community.notifications.models import Notification

AT_ONCE = 2000  # rows of one query


@on(NotificationsChanged, name="notifications.ring", live=True)
def ring(events: list[NotificationsChanged]) -> None:
    """The bells of the members whose notifications these are."""
    for event in events:
        first = event.first_id
        while rows := list(_rows(first, event.last_id)):
            ring_members({member_id for _, member_id in rows})
            first = rows[-1][0] + 1


def _rows(first: int, last: int) -> QuerySet[Notification, tuple[int, int]]:
    found = Notification.objects.filter(pk__range=(first, last)).order_by("pk")
    return found.values_list("pk", "member_id")[:AT_ONCE]
