"""Notifications are kept for half a year, and no member has more than some thousands."""

from django.db import connection

from community.notifications.models import Notification

KEPT = "180 days"
MOST = 10_000  # of one member
BATCH = 5000

OLD = f"""
    DELETE FROM notifications_notification WHERE id IN (
        SELECT id FROM notifications_notification
        WHERE happened_at < statement_timestamp() - interval '{KEPT}' ORDER BY id LIMIT {BATCH}
    )
"""  # noqa: S608 - put together from constants
TOO_MANY = """
    SELECT member_id FROM notifications_notification GROUP BY member_id HAVING count(*) > %s
"""


def prune_notifications(*, most: int = MOST) -> int:
    """Delete old notifications, and of each member the oldest beyond `most`; return how many."""
    count: int = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(OLD)
            count += cursor.rowcount
            if cursor.rowcount < BATCH:
                break
        cursor.execute(TOO_MANY, [most])
        members = [pk for (pk,) in cursor.fetchall()]
    for member in members:
        mine = Notification.objects.filter(member=member).order_by("-pk")
        if last := mine.values_list("pk", flat=True)[most : most + 1]:
            deleted, _ = mine.filter(pk__lte=last[0]).delete()
            count += deleted
    return count
