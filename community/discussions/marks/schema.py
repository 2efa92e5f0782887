"""Reading and watching over GraphQL."""

import graphene
from graphene_django import DjangoObjectType

from community.discussions.actions import reading as actions
from community.discussions.models import Thread
from community.discussions.reading import Reading, Watch
from community.kernel import subjects
from community.kernel.graphql import member, number
from community.kernel.subjects import Subject


class ReadingNode(DjangoObjectType):
    """How far the viewer has read, how closely they watch (0 muted to 3 watching), and why."""

    level = graphene.Int(required=True)
    reason = graphene.Int(required=True)

    class Meta:
        model = Reading
        name = "Reading"
        fields = ["last_read_number"]


class WatchNode(DjangoObjectType):
    level = graphene.Int()
    object_id = graphene.ID(required=True)

    class Meta:
        model = Watch
        name = "Watch"
        fields = ["kind", "read_at"]


def _thread(info, thread_id):
    return Thread.objects.visible_to(member(info)).get(pk=number(thread_id))


def _place(info, kind, id):
    place = Subject(kind, number(id))
    if subjects.resolve(place, member(info)) is None:
        raise Watch.DoesNotExist
    return {"kind": place.kind, "object_id": place.id, "by": member(info)}


class WatchesQuery:
    """Mixed into what can be read of discussions."""

    watches = graphene.List(
        graphene.NonNull(WatchNode),
        required=True,
        description="The categories and tags that the viewer watches or mutes.",
    )

    def resolve_watches(root, info):
        return Watch.objects.filter(member=member(info)).order_by("kind", "object_id")


class ReadingChanged(graphene.ObjectType):
    reading = graphene.Field(ReadingNode, required=True)


class WatchChange(graphene.ObjectType):
    watch = graphene.Field(WatchNode, required=True)


class MarksMutation:
    """What the viewer says of their own reading; mixed into the mutations of discussions."""

    mark_read = graphene.Field(
        ReadingChanged,
        thread_id=graphene.ID(required=True),
        upto=graphene.Int(required=True),
        ms=graphene.Int(default_value=0),
        required=True,
    )
    watch_thread = graphene.Field(
        ReadingChanged,
        thread_id=graphene.ID(required=True),
        level=graphene.Int(required=True),
        required=True,
    )
    watch_place = graphene.Field(
        WatchChange,
        kind=graphene.String(required=True, description="forum.category or forum.tag."),
        id=graphene.ID(required=True),
        level=graphene.Int(description="None forgets the choice."),
        required=True,
    )
    mark_all_read = graphene.Boolean(
        kind=graphene.String(required=True, description="forum (with id 0) or forum.category."),
        id=graphene.ID(required=True),
        required=True,
    )

    def resolve_mark_read(root, info, thread_id, upto, ms):
        thread = _thread(info, thread_id)
        mine = actions.mark_read(thread=thread, upto=upto, ms=ms or 0, by=member(info))
        return ReadingChanged(reading=mine)

    def resolve_watch_thread(root, info, thread_id, level):
        mine = actions.watch_thread(thread=_thread(info, thread_id), level=level, by=member(info))
        return ReadingChanged(reading=mine)

    def resolve_watch_place(root, info, kind, id, level=None):
        return WatchChange(watch=actions.watch_place(level=level, **_place(info, kind, id)))

    def resolve_mark_all_read(root, info, kind, id):
        actions.mark_all_read(**_place(info, kind, id))
        return True


def readings(thread_ids, viewer):
    if not viewer.is_authenticated:
        return {}
    rows = Reading.objects.filter(member=viewer.pk, thread__in=thread_ids)
    return {row.thread_id: row for row in rows}
