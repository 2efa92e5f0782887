"""Vote rings: see tests/architecture/world.py."""

from datetime import date

from community.kernel.operations.roles import MODERATORS
from experience.recognition.models import Contribution, Tally, VoteRing
from experience.recognition.rings.actions import find_rings
from tests.architecture.world import makes
from tests.factories import UserFactory


@makes(VoteRing, visible_to=MODERATORS)
def ring(world):
    day = date(2026, 11, 30)
    giver, receiver = UserFactory.create_batch(2)
    Contribution.objects.bulk_create(
        Contribution(
            member=receiver, other=giver, rule="discussions.like_received", points=1,
            subject_kind="discussions.post", subject_id=10**9 + world.number(), day=day,
            occurred_at="2026-11-30T12:00Z", event_id=10**9 + world.number(),
        )
        for _ in range(10)
    )  # fmt: skip
    Tally.objects.create(member=receiver, rule="discussions.like_received", number=10, peak=10)
    [found] = find_rings(day=day)
    return found


def grow(world):
    ring(world)
