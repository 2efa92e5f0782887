from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class ReviewEvent(Event):
    """What every event about a review item tells."""

    item_id: int
    type: str
    subject_kind: str
    subject_id: int
    member_id: int | None


@dataclass(frozen=True, kw_only=True)
class ItemOpened(ReviewEvent):
    """Something waits for a moderator's decision."""

    name = "moderation.item.opened"


@dataclass(frozen=True, kw_only=True)
class ItemChanged(ReviewEvent):
    """A review item was claimed, released, noted, flagged again or reminded of."""

    name = "moderation.item.changed"


@dataclass(frozen=True, kw_only=True)
class ItemDecided(ReviewEvent):
    """A moderator decided: `approved`, `rejected` or `ignored`."""

    name = "moderation.item.decided"

    status: str


@dataclass(frozen=True, kw_only=True)
class ContentHidden(Event):
    """Flags reached the threshold, and what they are about was hidden."""

    name = "moderation.content.hidden"

    item_id: int
    subject_kind: str
    subject_id: int
    member_id: int | None


@dataclass(frozen=True, kw_only=True)
class FlagsSettled(Event):
    """A decision settled the flags of an item: `agreed`, `disagreed` or `ignored`."""

    name = "moderation.flags.settled"

    item_id: int
    subject_kind: str
    subject_id: int
    member_id: int | None
    outcome: str
    flagger_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class SanctionImposed(Event):
    """A member was warned, silenced, suspended or banned."""

    name = "moderation.sanction.imposed"

    sanction_id: int
    member_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class SanctionLifted(Event):
    """A sanction ended early."""

    name = "moderation.sanction.lifted"

    sanction_id: int
    member_id: int
    kind: str
    is_on_appeal: bool = False


@dataclass(frozen=True, kw_only=True)
class AppealMade(Event):
    """A member appealed against a sanction."""

    name = "moderation.appeal.made"

    appeal_id: int
    sanction_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    """An appeal was decided: `upheld` (the sanction stays) or `lifted`."""

    name = "moderation.appeal.decided"

    appeal_id: int
    sanction_id: int
    member_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class WordFiltersChanged(Event):
    """A word filter was added, changed or removed."""

    name = "moderation.word_filters.changed"

    filter_id: int


@dataclass(frozen=True, kw_only=True)
class ActUndone(Event):
    """What a moderator did was undone."""

    name = "moderation.act.undone"

    entry_id: int
