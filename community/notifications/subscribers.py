from community.events.event import on
from community.kernel.statements import Statement
from community.notifications.channels import ring_members
from community.notifications.events import NotificationsChanged

WHOSE = Statement("""
    SELECT DISTINCT notification.member_id
    FROM unnest(%(first)s::bigint[], %(last)s::bigint[]) AS changed (first, last)
    JOIN notifications_notification AS notification
        ON notification.id BETWEEN changed.first AND changed.last
""")


@on(NotificationsChanged, name="notifications.ring", live=True)
def ring(events: list[NotificationsChanged]) -> None:
    """The bell of each member whose notifications these are, once for all of them."""
    first = [event.first_id for event in events]
    last = [event.last_id for event in events]
    ring_members(member for (member,) in WHOSE.fetched({"first": first, "last": last}))
