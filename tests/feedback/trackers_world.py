"""Trackers: see tests/architecture/world.py. Nothing answers at the connection's address."""

from community.kernel.operations.roles import MODERATORS
from feedback.models import (
    Board,
    Idea,
    TrackerConnection,
    TrackerDelivery,
    TrackerLink,
    TrackerPush,
)
from feedback.trackers.actions import create_connection, keep_delivery, link_idea
from tests.architecture.world import makes

PARAMETERS = {"path_token": ["unknown"]}


@makes(TrackerConnection, visible_to=MODERATORS)
def connection(world):
    n = world.number()
    return create_connection(
        board=world.get(Board), tracker="github", project=f"acme/weather-{n}",
        credentials={"token": "github_pat_x"}, name=f"Weather {n} {world.word}",
        api_url="http://127.0.0.1:9", by=world.admin,
    )  # fmt: skip


@makes(TrackerLink, visible_to=MODERATORS, after=["links"])
def link(world):
    made = link_idea(idea=world.make(Idea), connection=world.get(TrackerConnection), by=world.admin)
    return TrackerLink.objects.select_related("idea", "connection").get(pk=made.pk)


@makes(TrackerPush, visible_to=MODERATORS)
def push(world):
    return world.get(TrackerLink).pushes.get()


@makes(TrackerDelivery, visible_to=MODERATORS)
def delivery(world):
    made_for, n = world.get(TrackerConnection), str(world.number())
    keep_delivery(connection=made_for, delivery_id=n, event="ping", body={"zen": world.word})
    return made_for.deliveries.get(delivery_id=n)


def grow(world):
    idea = world.get(Idea)
    made = connection(world)
    link_idea(idea=idea, connection=made, by=world.admin)
    delivery(world)
