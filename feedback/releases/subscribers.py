from community.discussions.channels import thread_channel
from community.discussions.containers.events import ContainerAudienceChanged
from community.events.event import on
from community.kernel.subjects import Subject
from community.live.bell import ring
from community.notifications.actions import notify
from community.notifications.registration import Notice
from community.search.indexing.actions import index
from feedback.events import IdeaEdited, ReleaseEdited, ReleasePublished
from feedback.models import Release, ReleaseItem
from feedback.releases.channels import CHANNEL
from feedback.releases.notifications import FOLLOWED, RELEASED, VOTED
from feedback.releases.recipients import recipients
from feedback.releases.subjects import RELEASE


@on(ReleasePublished, ReleaseEdited, IdeaEdited, name="feedback.ring_releases", live=True)
def ring_releases(events: list[ReleasePublished | ReleaseEdited | IdeaEdited]) -> None:
    """Pages of releases that are kept for visitors, and those of the ideas that are in them."""
    ids = {event.release_id for event in events if not isinstance(event, IdeaEdited)}
    items = ReleaseItem.objects.filter(release__in=ids, idea__isnull=False)
    ring({CHANNEL} | {thread_channel(pk) for pk in items.values_list("idea_id", flat=True) if pk})


@on(ReleasePublished, name="feedback.notify_of_releases")
def notify_of_releases(events: list[ReleasePublished]) -> None:
    """Each voter and follower once, whatever the number of their ideas in it."""
    releases = Release.objects.select_related("board").in_bulk(
        {event.release_id for event in events}
    )
    notices = []
    for event in events:
        voters, followers = recipients(releases[event.release_id])
        notices += [
            Notice(
                type=RELEASED,
                members=sorted(members),
                subject=Subject(RELEASE, event.release_id),
                reason=reason,
                actor_id=event.actor_id,
                key=f"{RELEASED}:{event.release_id}",
                event_id=event.id,
            )
            for members, reason in ((voters, VOTED), (followers, FOLLOWED))
            if members
        ]
    notify(notices=notices)


@on(ReleasePublished, ReleaseEdited, name="feedback.index_releases")
def index_releases(events: list[ReleasePublished | ReleaseEdited]) -> None:
    index(RELEASE, {event.release_id for event in events})


@on(ContainerAudienceChanged, name="feedback.index_releases_of_boards")
def index_releases_of_boards(events: list[ContainerAudienceChanged]) -> None:
    """Their documents have the readers of the board."""
    ids = Release.objects.filter(board__in={event.container_id for event in events})
    index(RELEASE, ids.values_list("pk", flat=True))
