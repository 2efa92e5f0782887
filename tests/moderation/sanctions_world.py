"""Sanctions, appeals and the log: see tests/architecture/world.py.

Moderators see them, whatever the audience of the world, so no text has a word of it.
"""

from community.discussions.actions import close_thread
from community.discussions.models import Thread
from community.kernel.operations.roles import MODERATORS
from community.kernel.subjects import Subject
from community.moderation.log.actions import record_act
from community.moderation.models import Appeal, LogEntry, Sanction
from community.moderation.sanctions.actions import appeal_sanction, warn_member
from tests.architecture.world import makes
from tests.factories import AdminFactory

PARAMETERS = {"token after 'appeal'": ["x"]}


@makes(
    Sanction,
    visible_to=MODERATORS,
    after=["standing"],
)
def sanction(world):
    return warn_member(member=world.owner, reason=f"Insults {world.number()}.", by=AdminFactory())


@makes(Appeal, visible_to=MODERATORS)
def appeal(world):
    made = warn_member(member=world.owner, reason=f"Spam {world.number()}.", by=AdminFactory())
    return appeal_sanction(sanction=made, text="No.", by=world.owner)


@makes(LogEntry)
def entry(world):
    thread = close_thread(thread=world.make(Thread), by=world.admin)
    return record_act(
        action="discussions.thread_closed", subject=Subject("discussions.thread", thread.pk),
        actor=world.admin, member=world.owner, audience_id=thread.audience_id,
    )  # fmt: skip


def grow(world):
    sanction(world)
    warn_member(member=world.other, reason="Insults.", by=AdminFactory())
    appeal(world)
    entry(world)
