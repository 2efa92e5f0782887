from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class DayClosed(Event):
    """A day (UTC, such as 20261201) is over, and what is counted by days can be. Days are closed in
    order, each once."""

    name = "recognition.day.closed"

    day: int


@dataclass(frozen=True, kw_only=True)
class VoteRingFound(Event):
    """Votes between these members, in these days (such as 20261201), do not count."""

    name = "recognition.vote_ring.found"

    ring_id: int
    member_ids: list[int]
    since: int
    until: int


@dataclass(frozen=True, kw_only=True)
class VoteRingCleared(Event):
    """A moderator decided that these votes are honest; they count again."""

    name = "recognition.vote_ring.cleared"

    ring_id: int
    member_ids: list[int]
    since: int
    until: int


@dataclass(frozen=True, kw_only=True)
class VoteRingConfirmed(Event):
    """A moderator decided that these members voted for each other; nothing changes."""

    name = "recognition.vote_ring.confirmed"

    ring_id: int


@dataclass(frozen=True, kw_only=True)
class ContainerKindChanged(Event):
    """From now on, contributions in a category are of this kind; "" is what their rules say."""

    name = "recognition.container_kind.changed"

    container_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ContributionKindEdited(Event):
    """A contribution kind was renamed or described."""

    name = "recognition.contribution_kind.edited"

    kind: str


@dataclass(frozen=True, kw_only=True)
class TrustRequirementChanged(Event):
    """What a trust level requires was changed."""

    name = "recognition.trust_requirement.changed"

    requirement_id: int
    threshold: int
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class DemotionAnnounced(Event):
    """A member will lose this trust level on that day (such as 20261201) if nothing changes."""

    name = "recognition.demotion.announced"

    member_id: int
    level: int
    day: int
