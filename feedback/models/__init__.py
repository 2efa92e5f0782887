"""Every model of feedback. Other code imports them from here."""

from feedback.models.boards import (
    CLOSED,
    MOST_WEIGHT,
    OPEN,
    VOTE_LIMITS,
    Board,
    BoardSettings,
    Status,
)
from feedback.models.ideas import (
    KIND,
    EtaChange,
    Idea,
    PrivateAudience,
    StatusChange,
    idea_url,
)
from feedback.models.releases import Release, ReleaseItem
from feedback.models.trackers import (
    TrackerComment,
    TrackerConnection,
    TrackerDelivery,
    TrackerLink,
    TrackerPush,
    TrackerWork,
)
from feedback.models.votes import Assessment, Vote, VoteBudget

__all__ = [
    "CLOSED",
    "KIND",
    "MOST_WEIGHT",
    "OPEN",
    "VOTE_LIMITS",
    "Assessment",
    "Board",
    "BoardSettings",
    "EtaChange",
    "Idea",
    "PrivateAudience",
    "Release",
    "ReleaseItem",
    "Status",
    "StatusChange",
    "TrackerComment",
    "TrackerConnection",
    "TrackerDelivery",
    "TrackerLink",
    "TrackerPush",
    "TrackerWork",
    "Vote",
    "VoteBudget",
    "idea_url",
]
