"""What programs can read and do with trackers."""

from typing import Any

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import ADMINISTRATORS, MODERATORS
from feedback.ideas.operations import IDEA
from feedback.models import TrackerConnection, TrackerLink
from feedback.policy import may_set_up_boards
from feedback.trackers import actions
from feedback.trackers.api import (
    LinkIn,
    LinkOut,
    TrackerConnectionEditIn,
    TrackerConnectionIn,
    TrackerConnectionOut,
    WebhookSecretIn,
)
from feedback.trackers.queries import connections_visible_to, links_of, with_health
from feedback.trackers.schema import TrackerConnectionNode, TrackerLinkNode

CONNECTION = Resource(
    name="connection", model=TrackerConnection,
    find=lambda viewer: with_health(connections_visible_to(viewer)),
    out=TrackerConnectionOut, node=TrackerConnectionNode,
)  # fmt: skip
LINK = Resource(
    name="link", model=TrackerLink, find=links_of, parents=("idea",), out=LinkOut,
    node=TrackerLinkNode,
)  # fmt: skip


def _mappings(told: dict[str, Any]) -> dict[str, Any]:
    """Lists of pairs, which all interfaces have, as the mappings that actions take."""
    pairs = {
        "credentials": ("name", "value"),
        "statuses_in": ("status", "category"),
        "statuses_out": ("category", "status"),
    }
    return {
        name: {one[pairs[name][0]]: one[pairs[name][1]] for one in value}
        if name in pairs
        else value
        for name, value in told.items()
    }


def create_tracker_connection(*, by: User, **told: Any) -> TrackerConnection:
    """Connect a board with a project of an issue tracker. The webhook's address and secret are
    shown once."""
    return actions.create_connection(by=by, **_mappings(told))


def edit_tracker_connection(
    *, connection: TrackerConnection, version: int | None, by: User, **told: Any
) -> TrackerConnection:
    """Change the fields of a tracker connection that are sent. `is_active: false` stops it."""
    return actions.edit_connection(connection=connection, version=version, by=by, **_mappings(told))


read_api = Api(
    "feedback", scope="feedback", resources=[CONNECTION], permission=may_moderate,
    allowed=MODERATORS, queries=[],
)  # fmt: skip
read_api.list(
    "tracker-connections/", CONNECTION, name="list_tracker_connections",
    description="Connections with issue trackers and how they do, ordered by id.",
)  # fmt: skip
at_connection = "tracker-connections/{connection}"
read_api.retrieve(f"{at_connection}/", name="get_tracker_connection")

admin_api = Api(
    "feedback", scope="admin", resources=[CONNECTION], permission=may_set_up_boards,
    allowed=ADMINISTRATORS,
)  # fmt: skip
admin_api.mutation(
    "POST tracker-connections/", create_tracker_connection, input=TrackerConnectionIn,
    output=CONNECTION,
    example={
        "board": 1,
        "tracker": "github",
        "project": "acme/weather",
        "credentials": [{"name": "token", "value": "github_pat_…"}],
        "statuses_in": [{"status": "closed:completed", "category": "completed"}],
        "statuses_out": [{"status": "label:planned", "category": "planned"}],
    },
)  # fmt: skip
admin_api.mutation(
    f"PATCH {at_connection}/", edit_tracker_connection, input=TrackerConnectionEditIn,
    output=CONNECTION, example={"syncs_comments": True},
)  # fmt: skip
admin_api.mutation(
    f"DELETE {at_connection}/", actions.delete_connection, name="delete_tracker_connection"
)
admin_api.mutation(
    f"POST {at_connection}/webhook-secret/", actions.rotate_webhook_secret, input=WebhookSecretIn,
    output=CONNECTION, name="rotate_tracker_webhook_secret",
)  # fmt: skip
admin_api.mutation(
    f"POST {at_connection}/poll/", actions.poll_now, output=CONNECTION, name="poll_tracker",
    status=200,
)  # fmt: skip

link_api = Api("feedback", scope="feedback", resources=[IDEA, LINK], allowed=MODERATORS)
link_api.list(
    "ideas/{idea}/links/", LINK, name="list_idea_links", for_members=True,
    description="The issues of an idea, for the team of its board; nobody else sees any.",
)  # fmt: skip
link_api.mutation(
    "POST ideas/{idea}/links/", actions.link_idea, input=LinkIn, output=LINK,
    example={"connection": 1},
)  # fmt: skip
link_api.mutation("DELETE ideas/{idea}/links/{link}/", actions.unlink_idea)

declared: tuple[Api, ...] = (read_api, admin_api, link_api)
enum_names: dict[str, Any] = {"TrackerLinkState": TrackerLink.State}
