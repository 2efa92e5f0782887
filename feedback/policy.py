"""Who may do what with ideas, boards and releases. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import is_administrator
from community.discussions.containers.permissions import Action, may
from community.discussions.containers.policy import may_moderate_in
from community.discussions.policy import may_write
from feedback.models import Idea


def may_manage(person: User | AnonymousUser, board_id: int) -> bool:
    """The team of a board: moderators, and whom the board's permissions let moderate.

    They change statuses and expected dates, merge, prioritise, link issues, vote on behalf of
    members, and read private ideas. Whoever asks knows that the person may read the board.
    """
    return may_moderate_in(person, board_id)


def may_set_up_boards(person: User | AnonymousUser) -> bool:
    return is_administrator(person)


def may_vote(person: User | AnonymousUser, idea: Idea) -> bool:
    """Whoever may write at all and react on the board; whether the idea is open is a rule."""
    return may_write(person) and may(person, Action.REACT, idea.board_id)


def may_publish(person: User | AnonymousUser, board_id: int | None) -> bool:
    """Releases of a board, or of all boards."""
    return is_administrator(person) if board_id is None else may_manage(person, board_id)
