"""Reputation and contribution kinds: see tests/architecture/world.py."""

from datetime import UTC

from community.accounts.models import User
from community.discussions.models import Post
from community.kernel.operations.roles import EVERYONE, MODERATORS, OWNER
from experience.recognition.models import (
    Contribution,
    ContributionKind,
    KindOfContainer,
    ReputationDrift,
    ReputationEntry,
    Score,
)
from forum.models import Category
from tests.architecture.world import makes
from tests.factories import UserFactory

PARAMETERS = {"kind": ["support"], "rule": ["discussions.like_received"]}


@makes(ContributionKind, visible_to=EVERYONE)
def kind(world):
    return ContributionKind.objects.create(
        slug=f"kind-{ContributionKind.objects.count()}", name="Maps", points_name="Map maker"
    )


@makes(ReputationEntry, visible_to=OWNER | MODERATORS)
def entry(world):
    return entry_of(world.owner, world)


def entry_of(member, world, kind="support"):
    """By a reaction of somebody new."""
    post, other = world.get(Post), UserFactory()
    at = post.created_at
    day = at.astimezone(UTC).date()
    contribution = Contribution.objects.create(
        member=member, rule="discussions.like_received", subject_kind="discussions.post",
        subject_id=post.pk, other=other, points=1, day=day, occurred_at=at, event_id=1, kind=kind,
    )  # fmt: skip
    Score.objects.get_or_create(
        member=member, scope=f"kind:{kind}", day=day, defaults={"points": 1}
    )
    return ReputationEntry.objects.create(
        member=member, contribution=contribution, points=1, cause="counted", day=day, event_id=1,
        occurred_at=at,
    )  # fmt: skip


@makes(Contribution, visible_to=OWNER | MODERATORS)
def contribution(world):
    return world.make(ReputationEntry).contribution


@makes(Score, visible_to=EVERYONE)
def score(world):
    world.make(ReputationEntry)
    return Score.objects.filter(member=world.owner).order_by("pk").first()


@makes(ReputationDrift, visible_to=MODERATORS)
def drift(world):
    return ReputationDrift.objects.create(member=world.owner, what="score", found=1, expected=2)


@makes(KindOfContainer, visible_to=EVERYONE)
def kind_of_container(world):
    """Of the category that operations name, too."""
    container = world.get(Category)
    row, _is_new = KindOfContainer.objects.get_or_create(
        container_id=container.pk, defaults={"kind": world.get(ContributionKind)}
    )
    return row


def grow(world):
    entry(world)
    entry_of(world.get(User), world, kind(world).slug)
    drift(world)
