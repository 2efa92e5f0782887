"""What others ask of boards."""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet

from community.accounts.models import User
from community.discussions.containers.permissions import Action, rules
from community.discussions.models import Thread
from community.kernel.subjects import Subject
from feedback.models import Board, BoardSettings, PrivateAudience, Status


def board_for_subject(subject: Subject) -> Board | None:
    """The board about one thing of another app, such as an extension; whoever shows it, asks
    whether the viewer may see it."""
    return Board.objects.filter(
        feedback_settings__subject_kind=subject.kind, feedback_settings__subject_id=subject.id
    ).first()


def startable(viewer: User) -> QuerySet[Board]:
    """The boards on which the viewer may submit ideas, in order."""
    said = rules(viewer)
    may = [pk for pk in said.parents if said.allows(Action.START, pk)]
    return Board.objects.visible_to(viewer).filter(pk__in=may).in_order()


def public_counts(boards: Iterable[Board]) -> Mapping[int, int]:
    """How many ideas each of these boards has, without private ones, whoever asks: a number that
    grows would tell of a security report."""
    counted = {board.pk: board.threads_count for board in boards}
    own = PrivateAudience.objects.filter(board__in=counted).values("audience")
    private = Thread.objects.filter(audience__in=own, container_id__in=counted, deleted_at=None)
    rows = private.order_by().values_list("container_id").annotate(number=Count("pk"))
    return counted | {pk: max(counted[pk] - number, 0) for pk, number in rows}


def ideas_by_board(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, int]:
    """The same of boards that the viewer has found."""
    return public_counts(Board.objects.filter(pk__in=ids).only("threads_count"))


def settings_by_board(
    ids: Sequence[int], viewer: User | AnonymousUser
) -> Mapping[int, BoardSettings]:
    """The settings of boards that the viewer has found."""
    return BoardSettings.objects.in_bulk(ids)


def statuses_by_board(
    ids: Sequence[int], viewer: User | AnonymousUser
) -> Mapping[int, list[Status]]:
    """The statuses of boards that the viewer has found, in order."""
    found: dict[int, list[Status]] = {pk: [] for pk in ids}
    for status in Status.objects.filter(board__in=ids).order_by("board", "position", "pk"):
        found[status.board_id].append(status)
    return found
