"""Bringing in ideas and bugs that were written elsewhere, or for a demonstration.

Whoever runs a command on the server may do anything there, so no policy is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.accounts.models import User
from community.discussions.imports.actions.containers import (
    Placed,
    container_for_import,
    settle_in_containers,
)
from community.discussions.imports.actions.records import (
    OPEN,
    ImportedPost,
    ImportedReading,
    ImportedState,
    ImportedThread,
)
from community.discussions.imports.actions.threads import Imported, import_threads
from community.discussions.models import Thread
from community.kernel.text import one_line
from feedback.boards.actions import set_up_board, take_numbers
from feedback.models import KIND, Board, Idea, Status, StatusChange, Vote
from feedback.votes.actions.counting import recount, recount_budgets


@dataclass(frozen=True, kw_only=True)
class ImportedVote:
    """A vote whose member is known."""

    member_id: int
    at: datetime
    value: int = 1


@dataclass(frozen=True, kw_only=True)
class ImportedStatus:
    """One step of an idea's history."""

    category: Status.Category
    at: datetime
    by_id: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportedIdea:
    """The opening post first. `score` counts votes that name nobody, `votes` those that do;
    `history` are its statuses after "submitted", the oldest first. `facts` are other columns of
    Idea, such as its kind."""

    board: Board
    title: str
    posts: Sequence[ImportedPost]
    number: int | None = None  # of the thread, one that was reserved for it
    views_count: int = 0
    score: int = 0
    votes: Sequence[ImportedVote] = ()
    history: Sequence[ImportedStatus] = ()
    tags: Sequence[str] = ()
    state: ImportedState = OPEN
    readings: Sequence[ImportedReading] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def thread(self) -> ImportedThread:
        return ImportedThread(
            number=self.number,
            title=one_line(self.title),
            container_id=self.board.pk,
            audience=self.board.audience,
            posts=self.posts,
            views_count=self.views_count,
            state=self.state,
            readings=self.readings,
        )


def import_ideas(*, ideas: Sequence[ImportedIdea]) -> int:
    """Write ideas that whoever reads their board may read; return how many posts.

    They are there whole, with their statuses, votes and tags, or not at all.
    """

    def own(imported: Imported) -> None:
        numbers = _numbers(ideas)
        boards = {idea.board.pk for idea in ideas}
        statuses = _statuses(boards)
        rows, placed = [], []
        for told, number, (thread, _posts) in zip(ideas, numbers, imported, strict=True):
            rows.append(_row(told, number, thread, statuses))
            placed.append(Placed(thread, told.board, told.tags))
        Idea.objects.bulk_create(rows)
        settle_in_containers(model=Board, placed=placed)
        StatusChange.objects.bulk_create(
            change
            for told, row in zip(ideas, rows, strict=True)
            for change in _changes(told, row, statuses)
        )
        Vote.objects.bulk_create(
            (
                Vote(idea=row, user_id=vote.member_id, value=vote.value, created_at=vote.at,
                     cost=0 if row.is_bug else abs(vote.value),
                     released_at=None if row.is_open else row.status_changed_at)
                for told, row in zip(ideas, rows, strict=True)
                for vote in told.votes
            ),
            batch_size=1000,
        )  # fmt: skip
        recount([row.pk for row in rows])
        for board_id in sorted(boards):
            recount_budgets({vote.member_id for told in ideas for vote in told.votes}, board_id)

    return import_threads(kind=KIND, threads=[idea.thread for idea in ideas], own=own)


def _numbers(ideas: Sequence[ImportedIdea]) -> list[int]:
    """One for each, of its board, in their order."""
    wanted: dict[int, int] = {}
    for idea in ideas:
        wanted[idea.board.pk] = wanted.get(idea.board.pk, 0) + 1
    left = {pk: iter(take_numbers(pk, count)) for pk, count in sorted(wanted.items())}
    return [next(left[idea.board.pk]) for idea in ideas]


def _statuses(board_ids: Iterable[int]) -> dict[tuple[int, str], Status]:
    """The first status of each category of these boards."""
    rows = Status.objects.filter(board__in=board_ids).order_by("-position", "-pk")
    return {(row.board_id, row.category): row for row in rows}


def _row(
    told: ImportedIdea, number: int, thread: Thread, statuses: dict[tuple[int, str], Status]
) -> Idea:
    last = told.history[-1] if told.history else None
    category = last.category if last else Status.Category.SUBMITTED
    return Idea(
        thread=thread,
        board_id=told.board.pk,
        number=number,
        status=statuses[told.board.pk, category],
        category=category,
        status_changed_at=last.at if last else thread.created_at,
        imported_votes=told.score,
        **told.facts,
    )


def _changes(
    told: ImportedIdea, row: Idea, statuses: dict[tuple[int, str], Status]
) -> Iterable[StatusChange]:
    before = Status.Category.SUBMITTED
    for step in told.history:
        yield StatusChange(
            idea=row,
            before=statuses[told.board.pk, before],
            after=statuses[told.board.pk, step.category],
            before_category=before,
            after_category=step.category,
            actor_id=step.by_id,
            reason=step.reason,
            created_at=step.at,
        )
        before = step.category


def board_for_import(*, slug: str, title: str, by: User, description: str = "") -> Board:
    """The board of this slug; where there is none it is made, for everybody to read."""
    board = container_for_import(Board, slug=slug, title=title, by=by, description=description)
    set_up_board(board.pk)
    return board
