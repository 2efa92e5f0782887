"""What others ask of boards."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from community.accounts.models import User
from community.discussions.containers.permissions import Action, rules
from community.kernel.subjects import Subject
from feedback.models import Board, BoardSettings, Status


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
