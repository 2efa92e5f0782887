"""The statuses of boards: names for six categories."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.containers.actions.containers import UnfitValue
from community.events.outbox import publish
from community.kernel import formats
from community.kernel.editing import save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import one_line, storable
from feedback.boards.actions.boards import ON_ROADMAP
from feedback.events import BoardEdited
from feedback.models import Board, Idea, Status
from feedback.policy import may_set_up_boards

MOST_STATUSES = 30
LONGEST_NAME = 40


class StatusInUse(RuleViolation):
    code = "status_in_use"
    title = _("Status in use")
    message = _("A status that ideas have cannot be deleted. Give them another status first.")


class CategoryWithoutStatus(RuleViolation):
    code = "category_without_status"
    title = _("Status missing")
    message = _("Each of the six categories needs at least one status.")


class CategoryOfStatusIsFixed(RuleViolation):
    code = "status_category_fixed"
    title = _("Category cannot be changed")
    message = _("The category of a status cannot be changed. Add another status instead.")


class StatusesAlike(RuleViolation):
    code = "statuses_alike"
    title = _("Two statuses with one name")
    message = _("Two statuses of one category need different names.")


def edit_statuses(*, board: Board, statuses: Sequence[Mapping[str, Any]], by: User) -> Board:
    """Replace a board's statuses. Each has `category`, `name` (empty: that of the category),
    `position` and `is_on_roadmap`. With the `id` of an existing one, or its category and name, that
    one is changed.

    Raises Denied, CategoryWithoutStatus, StatusInUse, CategoryOfStatusIsFixed, StatusesAlike,
    UnfitValue.
    """
    if not may_set_up_boards(by):
        raise Denied
    wanted = [_status(given, at) for at, given in enumerate(statuses)]
    if len(wanted) > MOST_STATUSES:
        raise UnfitValue(
            ngettext(
                "A board can have at most %(count)s status.",
                "A board can have at most %(count)s statuses.",
                MOST_STATUSES,
            )
            % {"count": formats.number(MOST_STATUSES)}
        )
    if {row["category"] for row in wanted} != set(Status.Category.values):
        raise CategoryWithoutStatus
    if len({(row["category"], row["name"].casefold()) for row in wanted}) < len(wanted):
        raise StatusesAlike
    with transaction.atomic():
        board = Board.objects.locked([board.pk])[board.pk]  # nobody gives an idea one meanwhile
        if _write_statuses(board, wanted):
            publish(BoardEdited(actor_id=by.pk, board_id=board.pk))
    return board


def _status(given: Mapping[str, Any], at: int) -> dict[str, Any]:
    if given["category"] not in Status.Category.values:
        raise UnfitValue(gettext("Unknown category of statuses."))
    return {
        "id": given.get("id"),
        "category": given["category"],
        "name": one_line(storable(given.get("name") or ""))[:LONGEST_NAME],
        "position": given.get("position", at),
        "is_on_roadmap": bool(given.get("is_on_roadmap", given["category"] in ON_ROADMAP)),
    }


def _known(there: Mapping[int, Status], wanted: Sequence[dict[str, Any]]) -> set[int]:
    """The ids of those that are kept; each that is wanted gets its own, if it is there already."""
    said = {row["id"] for row in wanted}
    others = [row for row in there.values() if row.pk not in said]
    named = {(row.category, row.name.casefold()): row.pk for row in others}
    for row in wanted:
        if row["id"] is None:
            row["id"] = named.get((row["category"], row["name"].casefold()))
    ids = [row["id"] for row in wanted if row["id"] is not None]
    if set(ids) - there.keys():
        raise Status.DoesNotExist
    if len(set(ids)) < len(ids):
        raise StatusesAlike
    if any(row["id"] and there[row["id"]].category != row["category"] for row in wanted):
        raise CategoryOfStatusIsFixed
    return set(ids)


def _write_statuses(board: Board, wanted: Sequence[dict[str, Any]]) -> bool:
    """Return whether anything is another than before."""
    there = {row.pk: row for row in Status.objects.filter(board=board.pk)}
    kept = _known(there, wanted)
    gone = there.keys() - kept
    if Idea.objects.filter(status__in=gone).exists():
        raise StatusInUse
    Status.objects.filter(pk__in=gone).delete()
    is_other = bool(gone)
    renamed = [pk for row in wanted if (pk := row["id"]) and there[pk].name != row["name"]]
    for pk in renamed:  # two may swap their names
        Status.objects.filter(pk=pk).update(name=f"\N{NO-BREAK SPACE}{pk}")
    for row in wanted:
        fields = {name: value for name, value in row.items() if name != "id"}
        if row["id"] is None:
            Status.objects.create(board_id=board.pk, **fields)
            is_other = True
            continue
        is_other |= save_changes(there[row["id"]], fields)
    return is_other
