from community.events.event import Event, on
from community.kernel.subjects import Subject
from community.live.bell import ring
from community.notifications.actions import notify
from community.notifications.registration import Notice
from feedback.events import IdeaEdited, ReleaseEdited, ReleasePublished
from feedback.models import Release
from feedback.releases.channels import CHANNEL
from feedback.releases.notifications import FOLLOWED, RELEASED, VOTED
from feedback.releases.recipients import recipients
from feedback.releases.subjects import RELEASE


@on(ReleasePublished, ReleaseEdited, IdeaEdited, name="feedback.ring_releases", live=True)
def ring_releases(events: list[Event]) -> None:
    """Pages of releases that are kept for visitors cover this channel."""
    ring({CHANNEL})


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
