from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, User
from community.discussions.actions import start_thread
from community.discussions.containers.actions import set_tags
from community.discussions.containers.policy import may_start
from community.discussions.models import Post, Thread
from community.events.outbox import publish
from community.kernel.errors import Denied
from tests.toykind.events import BellRung
from tests.toykind.models import Board, Effect, Letter


def send_letter(*, to: User, title: str, source: str, by: User) -> Letter:
    with transaction.atomic():
        audience = form_audience(kind=Audience.Kind.PERSONAL, members=[to, by])
        thread = start_thread(
            kind="toykind.letter", title=title, source=source, audience=audience, by=by
        )
        return Letter.objects.create(thread=thread)


def pin_note(
    *, board: Board, title: str, source: str, by: User, tags: Iterable[str] = ()
) -> Thread:
    with transaction.atomic():
        board = Board.objects.held(board.pk)
        if not may_start(by, board):
            raise Denied
        thread = start_thread(
            kind="toykind.note",
            title=title,
            source=source,
            audience=board.audience,
            container_id=board.pk,
            by=by,
        )
        set_tags(thread=thread, container=board, names=tags, by=by)
        return thread


def count_answer(post: Post) -> None:
    Letter.objects.filter(thread=post.thread).update(answers_count=F("answers_count") + 1)


def ring_bells(*, numbers: Iterable[int]) -> None:
    """Each in a transaction of its own, as clicks are."""
    for n in numbers:
        with transaction.atomic():
            publish(BellRung(actor_id=None, n=n))


def remember_rings(*, subscriber: str, events: list[BellRung]) -> None:
    Effect.objects.bulk_create(
        Effect(subscriber=subscriber, event_id=event.id, n=event.n) for event in events
    )
