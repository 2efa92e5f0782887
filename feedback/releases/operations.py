"""What programs can do with releases."""

from typing import Any

from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MODERATORS
from feedback.models import Release, ReleaseItem
from feedback.releases import actions
from feedback.releases.api import ReleaseEditIn, ReleaseFilter, ReleaseIn, ReleaseOut
from feedback.releases.queries import visible_releases
from feedback.releases.schema import ReleaseNode, ReleaseQueries


def _releases(viewer: Any, *, board: str | None = None) -> Any:
    rows = visible_releases(viewer)
    return rows.filter(board__slug=board) if board else rows


RELEASE = Resource(name="release", model=Release, find=_releases, out=ReleaseOut, node=ReleaseNode)

api = Api(
    "feedback",
    scope="feedback",
    resources=[RELEASE],
    allowed=MODERATORS,
    queries=[ReleaseQueries],
)
api.list(
    "releases/", RELEASE, filters=ReleaseFilter, order="-pk",
    description="Releases, newest first. Drafts are listed for those who may publish them.",
)  # fmt: skip
api.mutation(
    "POST releases/",
    actions.draft_release,
    input=ReleaseIn,
    output=RELEASE,
    example={"board": 7, "name": "4.12", "title": "Ferry timetables"},
)
api.retrieve("releases/{release}/")
api.mutation(
    "PATCH releases/{release}/",
    actions.edit_release,
    input=ReleaseEditIn,
    output=RELEASE,
    example={
        "title": "Ferry timetables and more",
        "items": [{"group": "fixed", "text": "Long names no longer break the elevation label."}],
    },
)
api.mutation("DELETE releases/{release}/", actions.delete_release)
api.mutation(
    "POST releases/{release}/ideas/", actions.add_completed_ideas, output=RELEASE, status=200
)
api.mutation("PUT releases/{release}/publication/", actions.publish_release, output=RELEASE)


def _page(_request: Any, release: Release) -> str:
    return release.get_absolute_url()


api.button("releases/{release}/publication/", actions.publish_release,
           name="release_publication", then=_page)  # fmt: skip
api.button("releases/{release}/ideas/", actions.add_completed_ideas, name="release_ideas")
api.button(
    "releases/{release}/", actions.delete_release, name="release_removal",
    then="feedback:releases", may_be_gone=True,
)  # fmt: skip

declared = (api,)
enum_names: dict[str, Any] = {"ReleaseItemGroup": ReleaseItem.Group}
