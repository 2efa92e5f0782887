from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from community.accounts.actions import form_audience
from community.accounts.models import Audience, User
from community.discussions.actions import start_thread
from community.discussions.models import Post, Tag, Thread, ThreadTag
from community.events.outbox import publish
from community.kernel.text import slug
from tests.toykind.events import BellRung
from tests.toykind.models import Board, Effect, Letter


def send_letter(*, to: User, title: str, source: str, by: User) -> Letter:
    with transaction.atomic():
        audience = form_audience(kind=Audience.Kind.PERSONAL, members=[to, by])
        thread = start_thread(
            kind="toykind.letter", title=title, source=source, audience=audience, by=by
        )
        return Letter.objects.create(thread=thread)


def open_board(*, title: str, audience: Audience) -> Board:
    return Board.objects.create(title=title, slug=slug(title), audience=audience)


def post_notice(
    *, title: str, by: User, board: Board | None = None, tags: Sequence[Tag] = ()
) -> Thread:
    with transaction.atomic():
        thread = start_thread(
            kind="toykind.notice",
            title=title,
            source="For all to read.",
            audience=board.audience if board else Audience.objects.get(pk=Audience.PUBLIC_ID),
            container_id=board and board.pk,
            by=by,
        )
        ThreadTag.objects.bulk_create(ThreadTag(thread=thread, tag=tag) for tag in tags)
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
