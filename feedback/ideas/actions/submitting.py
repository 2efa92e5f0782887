"""How ideas and bugs begin."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from community.accounts.models import User
from community.discussions.actions import start_thread
from community.discussions.containers.actions import set_tags
from community.discussions.containers.policy import may_start
from community.events.outbox import publish
from community.kernel.errors import Denied
from feedback.boards.actions import take_number
from feedback.events import IdeaSubmitted
from feedback.models import KIND, Board, Idea, Status
from feedback.votes.actions import cast_first_vote


def submit_idea(  # noqa: PLR0913 - what an idea begins with
    *,
    board: Board,
    title: str,
    source: str,
    by: User,
    kind: str = Idea.Kind.FEATURE,
    tags: Sequence[str] = (),
    language: str | None = None,
    **facts: Any,
) -> Idea:
    """Submit an idea or a bug, and vote for it."""
    with transaction.atomic():
        board = Board.objects.held(board.pk)
        if not may_start(by, board):
            raise Denied
        thread = start_thread(
            kind=KIND,
            title=title,
            source=source,
            audience=board.audience,
            container_id=board.pk,
            language=language,
            by=by,
        )
        status = Status.objects.filter(board=board.pk, category="submitted").earliest("position")
        idea = Idea.objects.create(
            thread=thread,
            board_id=board.pk,
            number=take_number(board.pk),
            kind=kind,
            status=status,
            **facts,
        )
        publish(
            IdeaSubmitted(
                actor_id=by.pk, idea_id=idea.pk, board_id=board.pk, author_id=by.pk, type=kind
            )
        )
        set_tags(thread=thread, container=board, names=tags, by=by)
        cast_first_vote(idea, by, "author")
    return Idea.objects.select_related("thread").get(pk=idea.pk)
