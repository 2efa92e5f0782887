"""How the levels of watching are said to people."""

from collections.abc import Sequence
from typing import Any

from community.discussions.models.reading import SAYS, Level, Reading, Reason, ThreadLevel

SAYS_OF_PLACE = {
    None: "Posts that mention you are listed under Mentions.",
    Level.MUTED: "Its topics are hidden from your lists.",
    Level.NORMAL: "Posts that mention you are listed under Mentions.",
    Level.TRACKING: "New replies in its topics are counted in your lists.",
    Level.WATCHING: SAYS[Level.WATCHING],
    Level.WATCHING_FIRST: SAYS[Level.WATCHING_FIRST],
}
BECAUSE = {
    Reason.STARTED: "you started it",
    Reason.REPLIED: "you replied",
    Reason.READ: "you spent time reading it",
    Reason.CONTAINER: "you chose this for its category",
    Reason.TAG: "you chose this for one of its tags",
}
DOING = {
    Level.MUTED: "This is muted",
    Level.NORMAL: "You are not tracking this",
    Level.TRACKING: "You are tracking this",
    Level.WATCHING: "You are watching this",
}


def choices(says: dict[Any, str]) -> Sequence[dict[str, Any]]:
    return [
        {
            "value": "" if level is None else int(level),
            "title": "Default" if level is None else Level(level).label.capitalize(),
            "says": words,
        }
        for level, words in says.items()
    ]


THREAD_CHOICES = choices({level: SAYS[level] for level in map(Level, ThreadLevel)})
PLACE_CHOICES = choices(SAYS_OF_PLACE)


def because(reading: Reading | None) -> str:
    """Why a thread is watched so, where the member did not say it."""
    if reading is None or reading.reason not in BECAUSE:
        return ""
    return f"{DOING[Level(reading.level)]} because {BECAUSE[Reason(reading.reason)]}."
