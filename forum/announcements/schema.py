import graphene
from graphene_django import DjangoObjectType

from community.kernel.graphql import member, number, scoped
from forum.announcements.above import current
from forum.announcements.actions import (
    edit_announcement,
    end_announcement,
    make_announcement,
)
from forum.models import Announcement


class AnnouncementNode(DjangoObjectType):
    id = graphene.ID(required=True)
    tone = graphene.String(required=True, description="blue, ochre or red")

    class Meta:
        model = Announcement
        name = "Announcement"
        fields = ["id", "html", "starts_at", "ends_at", "version"]


class MakeAnnouncement(graphene.Mutation):
    class Arguments:
        text = graphene.String(required=True)
        tone = graphene.String()
        starts_at = graphene.DateTime()
        ends_at = graphene.DateTime()

    announcement = graphene.Field(AnnouncementNode, required=True)

    def mutate(root, info, **given):
        return MakeAnnouncement(announcement=make_announcement(by=member(info), **given))


class EditAnnouncement(graphene.Mutation):
    class Arguments:
        id = graphene.ID(required=True)
        text = graphene.String()
        tone = graphene.String()
        starts_at = graphene.DateTime()
        ends_at = graphene.DateTime(description="Null: without an end.")
        version = graphene.Int(description="The version that the editor saw.")

    announcement = graphene.Field(AnnouncementNode, required=True)

    def mutate(root, info, id, **given):
        by, found = member(info), Announcement.objects.get(pk=number(id))
        return EditAnnouncement(announcement=edit_announcement(announcement=found, by=by, **given))


class EndAnnouncement(graphene.Mutation):
    class Arguments:
        id = graphene.ID(required=True)

    announcement = graphene.Field(AnnouncementNode, required=True)

    def mutate(root, info, id):
        by, found = member(info), Announcement.objects.get(pk=number(id))
        return EndAnnouncement(announcement=end_announcement(announcement=found, by=by))


class AnnouncementFields(graphene.ObjectType):
    """The forum's fields that have to do with the lines above every page."""

    announcements = graphene.List(
        graphene.NonNull(AnnouncementNode), required=True, description="Those that are on."
    )

    def resolve_announcements(root, info):
        on = [row["id"] for row in current()]
        rows = Announcement.objects.in_bulk(on)
        return [rows[pk] for pk in on if pk in rows]


@scoped("admin:write")
class AnnouncementMutations(graphene.ObjectType):
    make_announcement = MakeAnnouncement.Field(required=True)
    edit_announcement = EditAnnouncement.Field(required=True)
    end_announcement = EndAnnouncement.Field(required=True)
