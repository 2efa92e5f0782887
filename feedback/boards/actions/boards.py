"""Boards and their settings."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext
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
from feedback.events import BoardEdited
from feedback.models import MOST_WEIGHT, VOTE_LIMITS, Board, BoardSettings, Idea, Status
from feedback.policy import may_set_up_boards

# What a board begins with. Other statuses can be added; each category keeps one.
ON_ROADMAP = {Status.Category.PLANNED, Status.Category.IN_PROGRESS, Status.Category.COMPLETED}
SETTINGS = frozenset(
    {"vote_limits", "max_weight", "allows_downvotes", "accepts_bugs", "is_on_roadmap"}
)
MOST_VOTES = 1000  # of a member on a board


class SubjectTaken(RuleViolation):
    code = "board_subject_taken"
    title = _("Another board is about this")
    message = _("There is already a board about this.")


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
            set_up_board(board.pk, **own, **_about(subject))
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


def set_up_board(board_id: int, **own: Any) -> None:
    """Give a new container what makes it a board: settings, and a status of each category.
    Nothing happens to one that is a board already."""
    _, is_new = BoardSettings.objects.get_or_create(board_id=board_id, defaults=own)
    if is_new:
        Status.objects.bulk_create(
            Status(board_id=board_id, category=each, position=n, is_on_roadmap=each in ON_ROADMAP)
            for n, each in enumerate(Status.Category)
        )


def take_number(board_id: int) -> int:
    """The number of the board's next idea. See `take_numbers`."""
    return take_numbers(board_id, 1)[0]


def take_numbers(board_id: int, count: int) -> range:
    """The numbers of the board's next ideas. Concurrent calls wait for each other, so none is
    given twice; what is rolled back is given again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE feedback_boardsettings SET next_number = next_number + %(count)s"
            " WHERE board_id = %(board)s RETURNING next_number",
            {"board": board_id, "count": count},
        )
        [after] = cursor.fetchone()
    return range(after - count, after)
