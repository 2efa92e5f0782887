"""What is known of connections and links, for those who look after them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.discussions.models import Container
from community.kernel.errors import Denied
from feedback.models import Idea, TrackerConnection, TrackerDelivery, TrackerLink, TrackerPush
from feedback.policy import may_manage

WAITING, FAILED = TrackerPush.State.WAITING, TrackerPush.State.FAILED


def connections_visible_to(viewer: User | AnonymousUser) -> QuerySet[TrackerConnection]:
    """Moderators see those of boards that they read, administrators all, nobody else any."""
    rows = TrackerConnection.objects.all()
    if not may_moderate(viewer):
        return rows.none()
    return rows.filter(board__in=Container.objects.managed_by(viewer))


def with_health(rows: QuerySet[TrackerConnection]) -> QuerySet[TrackerConnection]:
    """With how much waits and how much has failed, in both directions."""
    pushes = TrackerPush.objects.filter(link__connection=OuterRef("pk"))
    deliveries = TrackerDelivery.objects.filter(connection=OuterRef("pk"))
    return rows.annotate(
        waiting_pushes=_number(pushes.filter(state=WAITING), "link__connection"),
        waiting_deliveries=_number(deliveries.filter(state=WAITING), "connection"),
        failed_pushes=_number(pushes.filter(state=FAILED), "link__connection"),
        failed_deliveries=_number(deliveries.filter(state=FAILED), "connection"),
    )


def _number(rows: QuerySet[Any], of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def connections_of(viewer: User | AnonymousUser, *, idea: Idea) -> QuerySet[TrackerConnection]:
    """Those that the idea can be linked through. Raises Denied, so that nobody but the team of its
    board is told which there are."""
    if not may_manage(viewer, idea.board_id):
        raise Denied
    return TrackerConnection.objects.filter(board=idea.board_id, is_active=True)


def links_of(viewer: User | AnonymousUser, *, idea: Idea) -> QuerySet[TrackerLink]:
    """An idea's links, for the team of its board: an issue may be where others cannot read it."""
    rows = TrackerLink.objects.filter(idea=idea).select_related("connection")
    return rows if may_manage(viewer, idea.board_id) else rows.none()
