"""What an idea or a bug report begins with beside its text, checked."""

from collections.abc import Mapping
from typing import Any

from community.kernel.text import one_line, storable
from feedback.ideas.actions.refusals import (
    BugsNotAccepted,
    OnlyOfBugs,
    UnknownKind,
    UnknownSeverity,
)
from feedback.models import BoardSettings, Idea

OF_BUGS = ("severity", "steps", "affected_version", "environment", "is_security")
LONGEST = {"steps": 20_000, "affected_version": 60, "environment": 200}
EMPTY: dict[str, Any] = {
    "severity": None, "steps": "", "affected_version": "", "environment": "", "is_security": False,
}  # fmt: skip


def checked(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are stored. A security report is private.

    Raises UnknownKind, UnknownSeverity; OnlyOfBugs if an idea is given what only bugs have.
    """
    if kind not in Idea.Kind.values:
        raise UnknownKind
    said = dict(facts)
    for name, most in LONGEST.items():
        if name in said:
            text = storable(said[name] or "")
            said[name] = (text.strip() if name == "steps" else one_line(text))[:most]
    if said.get("severity") not in {None, *Idea.Severity.values}:
        raise UnknownSeverity
    if kind != Idea.Kind.BUG and any(said.get(name) for name in OF_BUGS):
        raise OnlyOfBugs
    if said.get("is_security"):
        said["is_private"] = True
    return said


def check_accepted(kind: str, board_id: int) -> None:
    """Raises BugsNotAccepted."""
    accepting = BoardSettings.objects.filter(board=board_id, accepts_bugs=True)
    if kind == Idea.Kind.BUG and not accepting.exists():
        raise BugsNotAccepted
