import graphene
from graphene_django import DjangoObjectType

from community.announcements.active import current
from community.announcements.models import Announcement


class AnnouncementNode(DjangoObjectType):
    id = graphene.ID(required=True)
    tone = graphene.String(required=True, description="blue, ochre or red")

    class Meta:
        model = Announcement
        name = "Announcement"
        fields = ["id", "text", "html", "starts_at", "ends_at", "version"]


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
