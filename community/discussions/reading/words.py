"""How the levels of watching are said to people."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.discussions.models.reading import SAYS, Level, Reading, Reason, ThreadLevel
from community.kernel.languages import Text

TITLES: Mapping[Level | None, Text] = {
    None: pgettext_lazy("watch level", "Default"),
    Level.MUTED: pgettext_lazy("watch level", "Muted"),
    Level.NORMAL: pgettext_lazy("watch level", "Normal"),
    Level.TRACKING: pgettext_lazy("watch level", "Tracking"),
    Level.WATCHING: pgettext_lazy("watch level", "Watching"),
    Level.WATCHING_FIRST: pgettext_lazy("watch level", "Watching first post"),
}
SAYS_OF_PLACE: Mapping[Level | None, Text] = {
    None: SAYS[Level.NORMAL],
    Level.MUTED: _("Its topics are hidden from your lists. You are not notified of them."),
    Level.NORMAL: SAYS[Level.NORMAL],
    Level.TRACKING: _(
        "New replies in its topics are counted in your lists. You are notified when someone"
        " mentions you, replies to you or quotes you."
    ),
    Level.WATCHING: _(
        "You are notified of every new topic and post. New replies are counted in your lists."
    ),
    Level.WATCHING_FIRST: SAYS[Level.WATCHING_FIRST],
}
BECAUSE: Mapping[tuple[Level, Reason], Text] = {
    (Level.MUTED, Reason.STARTED): _("This is muted because you started it."),
    (Level.MUTED, Reason.REPLIED): _("This is muted because you replied."),
    (Level.MUTED, Reason.READ): _("This is muted because you spent time reading it."),
    (Level.MUTED, Reason.CONTAINER): _("This is muted because you chose this for its category."),
    (Level.MUTED, Reason.TAG): _("This is muted because you chose this for one of its tags."),
    (Level.NORMAL, Reason.STARTED): _("You are not tracking this because you started it."),
    (Level.NORMAL, Reason.REPLIED): _("You are not tracking this because you replied."),
    (Level.NORMAL, Reason.READ): _("You are not tracking this because you spent time reading it."),
    (Level.NORMAL, Reason.CONTAINER): _(
        "You are not tracking this because you chose this for its category."
    ),
    (Level.NORMAL, Reason.TAG): _(
        "You are not tracking this because you chose this for one of its tags."
    ),
    (Level.TRACKING, Reason.STARTED): _("You are tracking this because you started it."),
    (Level.TRACKING, Reason.REPLIED): _("You are tracking this because you replied."),
    (Level.TRACKING, Reason.READ): _("You are tracking this because you spent time reading it."),
    (Level.TRACKING, Reason.CONTAINER): _(
        "You are tracking this because you chose this for its category."
    ),
    (Level.TRACKING, Reason.TAG): _(
        "You are tracking this because you chose this for one of its tags."
    ),
    (Level.WATCHING, Reason.STARTED): _("You are watching this because you started it."),
    (Level.WATCHING, Reason.REPLIED): _("You are watching this because you replied."),
    (Level.WATCHING, Reason.READ): _("You are watching this because you spent time reading it."),
    (Level.WATCHING, Reason.CONTAINER): _(
        "You are watching this because you chose this for its category."
    ),
    (Level.WATCHING, Reason.TAG): _(
        "You are watching this because you chose this for one of its tags."
    ),
}


def choices(says: Mapping[Any, Text]) -> Sequence[dict[str, Any]]:
    return [
        {"value": "" if level is None else int(level), "title": TITLES[level], "says": words}
        for level, words in says.items()
    ]


THREAD_CHOICES = choices({level: SAYS[level] for level in map(Level, ThreadLevel)})
PLACE_CHOICES = choices(SAYS_OF_PLACE)


def thread_choices() -> Sequence[dict[str, Any]]:
    """For a thread, in the language of the page: every page of a thread has them."""
    return _in(get_language())[0]


def place_choices() -> Sequence[dict[str, Any]]:
    """For a container or a tag, in the language of the page."""
    return _in(get_language())[1]


@lru_cache
def _in(_language: str | None) -> Sequence[Sequence[dict[str, Any]]]:
    return [
        [{**choice, "title": str(choice["title"]), "says": str(choice["says"])} for choice in all_]
        for all_ in (THREAD_CHOICES, PLACE_CHOICES)
    ]


def because(reading: Reading | None) -> Text:
    """Why a thread is watched so, where the member did not say it."""
    if reading is None:
        return ""
    return BECAUSE.get((Level(reading.level), Reason(reading.reason)), "")
