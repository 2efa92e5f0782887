"""Every model of recognition. Other code imports them from here."""

from experience.recognition.models.badges import CountedBadge, Tally, Visits
from experience.recognition.models.boards import BoardRow
from experience.recognition.models.ledger import (
    Contribution,
    ContributionKind,
    KindOfContainer,
    RecognitionState,
    ReputationDrift,
    ReputationEntry,
    Score,
)
from experience.recognition.models.rings import VoteRing
from experience.recognition.models.trust import TrustRequirement

__all__ = [
    "BoardRow",
    "Contribution",
    "ContributionKind",
    "CountedBadge",
    "KindOfContainer",
    "RecognitionState",
    "ReputationDrift",
    "ReputationEntry",
    "Score",
    "Tally",
    "TrustRequirement",
    "Visits",
    "VoteRing",
]
