"""Every way boards, their settings and their statuses change. For administrators."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience, Group, User
from community.discussions.containers import actions as containers
from community.discussions.containers.actions.containers import UnfitValue
from community.discussions.models.containers import container_kind
from community.events.outbox import publish
from community.kernel import formats
from community.kernel.editing import save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.subjects import Subject
from community.kernel.text import one_line, storable
from feedback.events import BoardEdited
from feedback.models import MOST_WEIGHT, VOTE_LIMITS, Board, BoardSettings, Idea, Status
from feedback.policy import may_set_up_boards

# What a board begins with. Other statuses can be added; each category keeps one.
ON_ROADMAP = {Status.Category.PLANNED, Status.Category.IN_PROGRESS, Status.Category.COMPLETED}
SETTINGS = frozenset(
    {"vote_limits", "max_weight", "allows_downvotes", "accepts_bugs", "is_on_roadmap"}
)
MOST_VOTES = 1000  # of a member on a board
MOST_STATUSES = 30
LONGEST_NAME = 40


class SubjectTaken(RuleViolation):
    code = "board_subject_taken"
    title = _("Another board is about this")
    message = _("There is already a board about this.")


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


def create_board(
    *,
    title: str,
    slug: str,
    by: User,
    audience: Audience | None = None,
    subject: Subject | None = None,
    **fields: Any,
) -> Board:
    """Create a board with a status of each category. `fields` are those of containers and of
    BoardSettings; `subject` is what the board is about, if it is one thing of another app.

    Raises what containers raise, Denied, SubjectTaken, UnfitValue.
    """
    own, fields = _parted(fields)
    try:
        with transaction.atomic():
            board = containers.create_container(
                Board, title=title, slug=slug, audience=audience, by=by, **fields
            )
            BoardSettings.objects.create(board_id=board.pk, **own, **_about(subject))
            Status.objects.bulk_create(
                Status(
                    board_id=board.pk,
                    category=each,
                    position=n,
                    is_on_roadmap=each in ON_ROADMAP,
                )
                for n, each in enumerate(Status.Category)
            )
    except IntegrityError as error:
        raise _which(error) from error
    return board


def edit_board(
    *,
    board: Board,
    by: User,
    version: int | None = None,
    is_public_meant: bool = False,
    **changed: Any,
) -> Board:
    """Change the fields that are sent: those of containers and of BoardSettings, and `subject`.

    Votes that exceed a lower limit stay. Raises Stale, Denied, SubjectTaken, UnfitValue, and what
    containers raise.
    """
    about = _about(changed.pop("subject")) if "subject" in changed else {}
    own, changed = _parted(changed)
    try:
        with transaction.atomic():
            board = containers.edit_container(
                container=board, by=by, version=version, is_public_meant=is_public_meant, **changed
            )
            settings = BoardSettings.objects.select_for_update(no_key=True).get(board=board.pk)
            if save_changes(settings, own | about):
                board.version += 1
                board.save(update_fields=["version"])
                publish(BoardEdited(actor_id=by.pk, board_id=board.pk))
    except IntegrityError as error:
        raise _which(error) from error
    return board


def delete_board(*, board: Board, by: User, version: int | None = None) -> None:
    """Delete an empty board permanently. Deleted ideas, and those that became topics, count."""
    if not may_set_up_boards(by):
        raise Denied
    with transaction.atomic():
        if Idea.objects.filter(board=board.pk).exists():
            raise containers.NotEmpty(container_kind(Board.KIND).texts)
        containers.delete_container(container=board, by=by, version=version)


def set_permissions(
    *,
    board: Board,
    rows: Iterable[tuple[Group | None, str, str]],
    by: User,
    version: int | None = None,
    is_public_meant: bool = False,
) -> Board:
    """Replace a board's permissions by `rows`: group (none is everybody), action, value.

    Ideas get the readers that these say, in the same transaction; private ones keep theirs, among
    whom are those who may moderate on the board. What was private becomes public only if that is
    meant.
    """
    return containers.set_permissions(
        container=board, rows=rows, by=by, version=version, is_public_meant=is_public_meant
    )


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


def _write_statuses(board: Board, wanted: Sequence[dict[str, Any]]) -> bool:
    """Return whether anything is another than before."""
    there = {row.pk: row for row in Status.objects.filter(board=board.pk)}
    known = {(row.category, row.name.casefold()): row.pk for row in there.values()}
    for row in wanted:
        if row["id"] is None:
            row["id"] = known.get((row["category"], row["name"].casefold()))
    kept = {row["id"] for row in wanted if row["id"] is not None}
    if kept - there.keys():
        raise Status.DoesNotExist
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
        status = there[row["id"]]
        if status.category != row["category"]:
            raise CategoryOfStatusIsFixed
        is_other |= save_changes(status, fields)
    return is_other


def _parted(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The settings among the fields, checked, and the rest. Raises UnfitValue."""
    own = {name: value for name, value in fields.items() if name in SETTINGS}
    if (limits := own.get("vote_limits")) is not None:
        if len(limits) != len(VOTE_LIMITS) or not all(0 <= one <= MOST_VOTES for one in limits):
            raise UnfitValue(
                gettext("Enter a number of votes from 0 to %(most)s for each trust level.")
                % {"most": formats.number(MOST_VOTES)}
            )
        own["vote_limits"] = list(limits)
    if not 1 <= own.get("max_weight", 1) <= MOST_WEIGHT:
        raise UnfitValue(
            gettext("A member can have 1 to %(most)s votes for an idea.")
            % {"most": formats.number(MOST_WEIGHT)}
        )
    return own, {name: value for name, value in fields.items() if name not in SETTINGS}


def _about(subject: Subject | None) -> dict[str, Any]:
    kind, pk = (subject.kind, subject.id) if subject else (None, None)
    return {"subject_kind": kind, "subject_id": pk}


def _which(error: IntegrityError) -> Exception:
    return SubjectTaken() if "feedback_board_of_subject" in str(error) else error


def take_number(board_id: int) -> int:
    """The number of the board's next idea. Concurrent calls wait for each other, so none is given
    twice; what is rolled back is given again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE feedback_boardsettings SET next_number = next_number + 1"
            " WHERE board_id = %s RETURNING next_number - 1",
            [board_id],
        )
        [number] = cursor.fetchone()
    return int(number)
