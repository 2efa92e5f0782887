from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class IdeaSubmitted(Event):
    """An idea or a bug was submitted, approved if that was needed."""

    name = "feedback.idea.submitted"

    idea_id: int
    board_id: int
    author_id: int
    type: str  # feature, bug


@dataclass(frozen=True, kw_only=True)
class IdeaEdited(Event):
    """An idea's title, tags, board, privacy or the facts of a bug were changed."""

    name = "feedback.idea.edited"

    idea_id: int
    audience_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaStatusChanged(Event):
    """An idea has another status. `before` and `after` are categories: planned, completed."""

    name = "feedback.idea.status_changed"

    idea_id: int
    board_id: int
    author_id: int
    change_id: int  # the newest row of its history
    before: str
    after: str
    type: str = "feature"  # feature, bug


@dataclass(frozen=True, kw_only=True)
class IdeasMerged(Event):
    """An idea was merged into another, which has its votes and followers now."""

    name = "feedback.idea.merged"

    source_id: int
    target_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class IdeasUnmerged(Event):
    """A merge was undone."""

    name = "feedback.idea.unmerged"

    source_id: int
    target_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaEtaChanged(Event):
    """When an idea is expected was changed."""

    name = "feedback.idea.eta_changed"

    idea_id: int
    change_id: int


@dataclass(frozen=True, kw_only=True)
class VoteCast(Event):
    """A member voted on an idea, or changed the vote. `before` is 0 if there was none."""

    name = "feedback.vote.cast"

    idea_id: int
    voter_id: int
    author_id: int
    value: int
    before: int


@dataclass(frozen=True, kw_only=True)
class VoteWithdrawn(Event):
    """A member withdrew a vote."""

    name = "feedback.vote.withdrawn"

    idea_id: int
    voter_id: int
    author_id: int
    before: int


@dataclass(frozen=True, kw_only=True)
class IdeaPrioritised(Event):
    """An idea has other RICE inputs, or another assessment of its impact."""

    name = "feedback.idea.prioritised"

    idea_id: int


@dataclass(frozen=True, kw_only=True)
class ReleasePublished(Event):
    """Release notes were published."""

    name = "feedback.release.published"

    release_id: int


@dataclass(frozen=True, kw_only=True)
class ReleaseEdited(Event):
    """A published release was edited."""

    name = "feedback.release.edited"

    release_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaLinked(Event):
    """An idea was linked with an issue of a tracker."""

    name = "feedback.idea.linked"

    idea_id: int
    link_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaUnlinked(Event):
    """The link of an idea with an issue was removed."""

    name = "feedback.idea.unlinked"

    idea_id: int
    link_id: int


@dataclass(frozen=True, kw_only=True)
class BoardEdited(Event):
    """The settings or the statuses of a board were changed."""

    name = "feedback.board.edited"

    board_id: int
