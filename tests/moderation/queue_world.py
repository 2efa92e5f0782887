"""Review items, notes and flags: see tests/architecture/world.py."""

from community.kernel.operations.roles import MODERATORS, OWNER
from community.kernel.subjects import Subject
from community.moderation.flags.actions import flag_content
from community.moderation.models import Flag, ReviewItem, ReviewNote
from community.moderation.queue.actions import claim_item, note_item
from tests.architecture.world import makes
from tests.factories import PostFactory, UserFactory


@makes(Subject, operations=["flag_content"])
def subject(world):
    return Subject("discussions.post", PostFactory(by=world.other).pk)


def flagged(world, by) -> Flag:
    """Public in any world, so that moderators see it: what is private waits for those who may read
    it (test_queue.py)."""
    post = PostFactory(source="Buy shoes.", by=world.other)
    subject = Subject("discussions.post", post.pk)
    return flag_content(subject=subject, reason="spam", text="Shoes.", by=by)


@makes(ReviewItem, after=["items"], visible_to=MODERATORS)
def item(world):
    return flagged(world, world.owner).item


@makes(ReviewItem, operations=["release_item"])
def claimed_item(world):
    return claim_item(item=item(world), by=world.admin)


@makes(ReviewNote, visible_to=MODERATORS)
def note(world):
    return note_item(item=world.get(ReviewItem), text="I asked them.", by=world.admin)


@makes(Flag, visible_to=OWNER)
def flag(world):
    return flagged(world, world.owner)


@makes(Subject, operations=["withdraw_flag"])
def flagged_subject(world):
    return flagged(world, world.owner).item.subject


def grow(world):
    flag_content(
        subject=flagged(world, world.owner).item.subject, reason="off_topic", by=UserFactory()
    )
    note(world)
