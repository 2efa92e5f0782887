"""Reading and watching over GraphQL."""

import graphene
from graphene_django import DjangoObjectType

from community.discussions.loaders import threads_by_id
from community.discussions.models.reading import Level, Reading, Reason, ThreadLevel, Watch
from community.kernel.batching import batch_load
from community.kernel.graphql import member
from community.kernel.operations.inputs import enum_of
from community.kernel.subjects import Subject

WatchReason = enum_of(Reason, "WatchReason")
ThreadWatchLevel = enum_of(ThreadLevel, "ThreadWatchLevel")
WatchLevel = enum_of(Level, "WatchLevel")


class ReadingNode(DjangoObjectType):
    """How far the viewer has read a thread, how closely they watch it, and why."""

    thread = graphene.Field("community.discussions.schema.ThreadNode", required=True)
    unread_count = graphene.Int(
        required=True,
        description="The number of posts after `lastReadNumber`, without deleted ones.",
    )
    level = graphene.Field(ThreadWatchLevel, required=True)
    reason = graphene.Field(WatchReason, required=True)

    class Meta:
        model = Reading
        name = "Reading"
        fields = ["last_read_number"]

    def resolve_thread(reading, info):
        return batch_load(reading, threads_by_id, info, key="thread_id")

    def resolve_unread_count(reading, info):
        reading.thread = batch_load(reading, threads_by_id, info, key="thread_id")
        return reading.unread_count


class WatchNode(DjangoObjectType):
    """The viewer's watch level of a category or tag."""

    place = graphene.String(
        required=True,
        description="`kind:objectId`, such as `forum.category:3`: what `watchPlace` takes.",
    )
    kind = graphene.String(
        required=True, description="`forum.category`, `forum.tag`, or `forum` for everything."
    )
    object_id = graphene.ID(required=True)
    level = graphene.Field(WatchLevel, description="Null if it was only marked as read.")

    class Meta:
        model = Watch
        name = "Watch"
        fields = ["read_at"]

    def resolve_place(watch, info):
        return str(Subject(watch.kind, watch.object_id))


class WatchesQuery:
    """Mixed into what can be read of discussions."""

    watches = graphene.List(
        graphene.NonNull(WatchNode),
        description="Categories and tags with a watch level chosen by the viewer.",
    )

    def resolve_watches(root, info):
        return Watch.objects.filter(member=member(info)).order_by("kind", "object_id")
