import graphene

from community.announcements.active import current
from community.announcements.api import AnnouncementOut
from community.announcements.models import Announcement
from community.kernel.shapes import SerializerNode


class AnnouncementNode(SerializerNode):
    class Meta:
        serializer = AnnouncementOut
        name = "Announcement"


class AnnouncementFields(graphene.ObjectType):
    """The forum's fields that have to do with the lines above every page."""

    announcements = graphene.List(
        graphene.NonNull(AnnouncementNode),
        required=True,
        description="Announcements that are shown now.",
    )

    def resolve_announcements(root, info):
        on = [row["id"] for row in current()]
        rows = Announcement.objects.in_bulk(on)
        return [rows[pk] for pk in on if pk in rows]
