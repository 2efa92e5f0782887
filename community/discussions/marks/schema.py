"""Reading and watching over GraphQL."""

import graphene
from graphene_django import DjangoObjectType

from community.discussions.reading import Reading, Watch
from community.kernel.graphql import member


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


class WatchesQuery:
    """Mixed into what can be read of discussions."""

    watches = graphene.List(
        graphene.NonNull(WatchNode),
        required=True,
        description="The categories and tags that the viewer watches or mutes.",
    )

    def resolve_watches(root, info):
        return Watch.objects.filter(member=member(info)).order_by("kind", "object_id")


def readings(thread_ids, viewer):
    if not viewer.is_authenticated:
        return {}
    rows = Reading.objects.filter(member=viewer.pk, thread__in=thread_ids)
    return {row.thread_id: row for row in rows}
