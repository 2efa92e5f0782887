"""What is checked before a post is published, and how one that waits for approval is kept."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.accounts.models import User
from community.discussions import policy
from community.discussions.kinds import kind_of
from community.discussions.models import Container, Post, Thread
from community.discussions.posts.actions.submissions import Held
from community.discussions.posts.actions.text import Text
from community.discussions.uploads.actions_attaching import wait
from community.kernel.statements import Statement
from community.kernel.subjects import Subject
from community.moderation.registration import Described
from community.moderation.screening.actions import flag_published, hold
from community.moderation.screening.checks import Draft, Verdict, screen, screen_edit

REPLY = "discussions.reply"
LATELY, MOST_LATELY = timedelta(days=1), 20

RESERVE = Statement(
    """
    SELECT nextval('discussions_post_id_seq'),
        CASE WHEN %(thread)s::bool THEN nextval('discussions_thread_id_seq') END
    """
)


def reserve_ids(*, with_thread: bool) -> tuple[int, int | None]:
    """Ids for a post, and for its thread, that are written when they are approved."""
    [(post_id, thread_id)] = RESERVE.fetched({"thread": with_thread})
    return post_id, thread_id


def earlier_texts(author: User) -> Sequence[str]:
    """What a member published within a day, the newest first."""
    since = timezone.now() - LATELY
    lately = Post.objects.live().filter(author=author, created_at__gt=since)
    texts = lately.order_by("-created_at", "-pk").values_list("source", flat=True)
    return list(texts[:MOST_LATELY])


def draft(by: User, source: str, **more: Any) -> Draft:
    """What is to be screened of a post or of a new thread."""
    return Draft(
        by=by,
        source=source,
        earlier=lambda: earlier_texts(by),
        posts_count=lambda: Post.objects.live().filter(author=by).count(),
        **more,
    )


def screen_reply(thread: Thread, source: str, by: User, seconds: float | None) -> Verdict:
    """Raises BlockedWords."""
    return screen(
        draft(
            by,
            source,
            moderates=lambda: policy.may_moderate(by, thread),
            needs_approval=kind_of(thread).needs_approval(by, thread),
            seconds=seconds,
        )
    )


def screen_edited(post: Post, source: str, by: User) -> Verdict:
    """Raises BlockedWords."""
    return screen_edit(source, "", lambda: policy.may_moderate(by, post.thread), by)


def try_out(write: Callable[[], object]) -> None:
    """Write what is about to be held, and take it back: what would be refused then is refused at
    once, while whoever sends it can still change it. Nobody sees or hears of it."""
    with transaction.atomic():
        write()
        transaction.set_rollback(True)


def hold_reply(  # noqa: PLR0913, PLR0917 - what a reply consists of
    verdict: Verdict, thread: Thread, text: Text, language: str, by: User, parent: Post | None
) -> Held:
    """Keep a reply until it is approved."""
    post_id, _none = reserve_ids(with_thread=False)
    accepted = hold(
        verdict=verdict,
        holdable=REPLY,
        subject=Subject("discussions.post", post_id),
        arguments={
            "thread_id": thread.pk,
            "parent_id": parent and parent.pk,
            "source": text.source,
            "language": language,
        },
        by=by,
        shown=described(thread, text.html, language, by),
    )
    wait(accepted.item_id, text.source, by)
    return Held(post_id, accepted)


def described(thread: Thread, html: str, language: str, author: User) -> Described:
    """A post as moderators see it that is not there yet."""
    kind = kind_of(thread)
    container: Container | None = None
    if thread.container_id:
        container = Container.objects.filter(pk=thread.container_id).first()
    return Described(
        title=thread.title,
        url=kind.url(thread),
        html=html,
        language=language,
        member_id=author.pk,
        audience_id=thread.audience_id,
        container_id=thread.container_id,
        container_title=container.title if container else "",
    )


def flag_post(verdict: Verdict, post: Post) -> None:
    """After the transaction that wrote the post: a review item is locked before a thread. As with
    members' flags, those on an opening post are flags on its thread."""
    thread = Thread.objects.get(pk=post.thread_id)
    about = Subject("discussions.post", post.pk)
    if post.opens_thread:
        about = Subject("discussions.thread", thread.pk)
    shown = described(thread, post.html, post.language, User.objects.get(pk=post.author_id))
    flag_published(verdict=verdict, subject=about, described=shown)
