"""What programs can do with announcements. REST and GraphQL show them beside the forum."""

from community.announcements.actions import edit_announcement, end_announcement, make_announcement
from community.announcements.active import current
from community.announcements.api import AnnouncementIn, AnnouncementOut
from community.announcements.models import Announcement
from community.announcements.schema import AnnouncementNode
from community.kernel.operations import Api, Resource, all_of
from community.kernel.operations.roles import MODERATORS

ANNOUNCEMENT = Resource(
    name="announcement", model=Announcement, find=all_of(Announcement),
    out=AnnouncementOut, node=AnnouncementNode,
)  # fmt: skip

read_api = Api("forum", scope="community", resources=[])
read_api.query(
    "announcements/", lambda _viewer: current(), AnnouncementOut, many=True,
    name="list_announcements", description="Announcements that are shown now.",
)  # fmt: skip

admin_api = Api("forum", scope="admin", resources=[ANNOUNCEMENT], allowed=MODERATORS)
admin_api.mutation(
    "POST announcements/",
    make_announcement,
    input=AnnouncementIn,
    output=ANNOUNCEMENT,
    example={"text": "Hear."},
)
at_announcement = "announcements/{announcement}/"
admin_api.mutation(
    f"PATCH {at_announcement}",
    edit_announcement,
    input=AnnouncementIn,
    output=ANNOUNCEMENT,
    example={"text": "Hear again."},
)
admin_api.mutation(f"DELETE {at_announcement}", end_announcement, output=ANNOUNCEMENT)
admin_api.button(
    "announcements/{announcement}/ending/", end_announcement, name="ending",
    then="announcements:list",
)  # fmt: skip

declared = (read_api, admin_api)
enum_names = {"AnnouncementTone": Announcement.Tone}
