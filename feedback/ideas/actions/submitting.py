"""How ideas and bugs begin."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from community.accounts.models import Audience, Organisation, User, readers
from community.discussions.actions import start_thread
from community.discussions.containers.actions import set_tags
from community.discussions.containers.permissions import Action, may
from community.discussions.containers.policy import (
    may_moderate_in,
    may_start,
    threads_need_approval,
)
from community.discussions.languages import language_of_new
from community.discussions.models import Post
from community.discussions.posts.actions.screening import draft, flag_post, reserve_ids, try_out
from community.discussions.posts.actions.submissions import Held, Submission
from community.discussions.posts.actions.text import rendered
from community.discussions.posts.actions.threads import ReservedIds
from community.discussions.uploads.actions_attaching import wait
from community.discussions.uploads.showing import with_files
from community.events.outbox import publish
from community.kernel.accepted import Accepted
from community.kernel.errors import Denied
from community.kernel.subjects import Subject
from community.moderation.registration import Described
from community.moderation.screening.actions import hold
from community.moderation.screening.checks import Verdict, screen
from feedback.boards.actions import take_number
from feedback.events import IdeaSubmitted
from feedback.ideas.actions.audiences import audience_on
from feedback.ideas.actions.bugs import check_accepted, checked
from feedback.ideas.actions.refusals import BoardIsGone
from feedback.models import KIND, Board, Idea, Status
from feedback.policy import may_manage
from feedback.votes.actions import cast_first_vote, cast_vote_on_behalf

HOLDABLE = "feedback.idea"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is submitted beside the text, as it is kept while it waits for approval, too."""

    kind: str
    tags: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    member_id: int | None = None  # on whose behalf
    organisation_id: int | None = None

    @property
    def is_private(self) -> bool:
        return bool(self.facts.get("is_private"))


def submit_idea(  # noqa: PLR0913 - what an idea begins with
    *,
    board: Board,
    title: str,
    source: str,
    by: User,
    kind: str = Idea.Kind.FEATURE,
    tags: Sequence[str] = (),
    language: str | None = None,
    upload_ids: Sequence[str] = (),
    once: str = "",
    is_private: bool = False,
    is_security: bool = False,
    severity: int | None = None,
    steps: str = "",
    affected_version: str = "",
    environment: str = "",
    on_behalf_of: User | None = None,
    organisation: Organisation | None = None,
) -> Idea | Accepted:
    """Submit an idea or a bug report, or let it wait for approval first. Its author votes for it,
    if they have a vote left, and watches it.

    A private one is read by its author and the board's team; a security report is private. On
    behalf of a member, the vote is the member's; the organization is theirs unless another is
    given: both for the board's team.
    Files of `upload_ids` that the text does not show are added at its end. With the same token in
    `once` the same idea is submitted once; sent again, the first is returned.

    Raises Denied, BugsNotAccepted, OnlyOfBugs, BlockedWords, UnknownUpload, and what a board asks
    of the tags of its ideas.
    """
    facts = checked(
        kind,
        {
            "is_private": is_private, "is_security": is_security, "severity": severity,
            "steps": steps, "affected_version": affected_version, "environment": environment,
        },
    )  # fmt: skip
    if (on_behalf_of or organisation) and not may_manage(by, board.pk):
        raise Denied
    if on_behalf_of and not organisation:
        organisation = on_behalf_of.organisations.first()
    wish = Wish(
        kind=kind,
        tags=list(tags),
        facts=facts,
        member_id=on_behalf_of.pk if on_behalf_of else None,
        organisation_id=organisation.pk if organisation else None,
    )
    source = with_files(source, upload_ids, by)
    submission = Submission(once, by, KIND, board.pk, kind, wish.is_private, title, source)
    if not (sent := submission.consume("topic")):
        verdict = _screened(board, wish, title, source, by, submission.seconds)

        def write() -> Post:
            said = {"title": verdict.title, "source": verdict.source, "language": language}
            return _begin(board, wish, by, None, **said)

        def keep() -> Held:
            try_out(write)
            return _hold(verdict, board, wish, language_of_new(by, language), by)

        written = submission.save(keep if verdict.waits else write)
        if isinstance(written, Accepted):
            return written
        if verdict.is_flagged:
            flag_post(verdict, written)
        sent = written
    return _found(sent)


def publish_idea(  # noqa: PLR0913 - the arguments that were kept
    *,
    author: User,
    subject_id: int,
    thread_id: int,
    board_id: int,
    title: str,
    source: str,
    language: str,
    wish: Mapping[str, Any],
) -> Idea:
    """Submit an approved idea with the ids that were reserved for it and its first post, as of now.

    Raises BoardIsGone, Denied, and what a board asks of the tags of its ideas.
    """
    board = Board.objects.filter(pk=board_id).first()
    if board is None:
        raise BoardIsGone
    post = _begin(
        board,
        Wish(**wish),
        author,
        ReservedIds(thread=thread_id, post=subject_id),
        title=title,
        source=source,
        language=language,
    )
    return _found(post)


def _found(post: Post) -> Idea:
    return Idea.objects.select_related("thread", "status").get(pk=post.thread_id)


def _screened(  # noqa: PLR0913, PLR0917
    board: Board, wish: Wish, title: str, source: str, by: User, seconds: float | None
) -> Verdict:
    """What only the author and the team will read needs no approval."""
    needs_approval = not wish.is_private and threads_need_approval(by, board.pk)
    return screen(
        draft(
            by,
            source,
            title=title,
            moderates=lambda: may_moderate_in(by, board.pk),
            needs_approval=needs_approval,
            seconds=seconds,
        )
    )


def _hold(verdict: Verdict, board: Board, wish: Wish, language: str, by: User) -> Held:
    post_id, thread_id = reserve_ids(with_thread=True)
    board = Board.objects.held(board.pk)
    shown = Described(
        title=verdict.title,
        url=board.get_absolute_url(),
        html=rendered(verdict.source, by=by).html,
        language=language,
        member_id=by.pk,
        audience_id=_audience(board, wish, by).pk,
        container_id=board.pk,
        container_title=board.title,
    )
    accepted = hold(
        verdict=verdict,
        holdable=HOLDABLE,
        subject=Subject("discussions.post", post_id),
        arguments={
            "thread_id": thread_id,
            "board_id": board.pk,
            "title": verdict.title,
            "source": verdict.source,
            "language": language,
            "wish": asdict(wish),
        },
        by=by,
        shown=shown,
        published_id=thread_id,
    )
    wait(accepted.item_id, verdict.source, by)
    return Held(post_id, accepted)


def _audience(board: Board, wish: Wish, author: User) -> Audience:
    return audience_on(board, author, is_private=wish.is_private)


def _begin(board: Board, wish: Wish, by: User, ids: ReservedIds | None, **said: Any) -> Post:
    """Write the idea and return the post that opens it. Nothing is screened."""
    with transaction.atomic():
        board = Board.objects.held(board.pk)  # its audience and statuses stay until we are done
        if not (may_start(by, board) if ids is None else _may_still_start(by, board)):
            raise Denied
        check_accepted(wish.kind, board.pk)
        thread = start_thread(
            kind=KIND,
            audience=_audience(board, wish, by),
            container_id=board.pk,
            by=by,
            ids=ids,
            **said,
        )
        first = Status.objects.filter(board=board.pk, category=Status.Category.SUBMITTED)
        idea = Idea.objects.create(
            thread=thread,
            board_id=board.pk,
            number=take_number(board.pk),
            kind=wish.kind,
            status=first.earliest("position", "pk"),
            on_behalf_of_id=wish.member_id,
            organisation=Organisation.objects.filter(pk=wish.organisation_id or 0).first(),
            **wish.facts,
        )
        publish(
            IdeaSubmitted(
                actor_id=by.pk,
                idea_id=idea.pk,
                board_id=board.pk,
                author_id=by.pk,
                type=wish.kind,
            )
        )
        set_tags(thread=thread, container=board, names=wish.tags, by=by)
        _vote(idea, wish, by)
        return thread.posts.get()


def _vote(idea: Idea, wish: Wish, by: User) -> None:
    """The author's vote; or that of the member on whose behalf it is, if they can see it."""
    if wish.member_id is None:
        cast_first_vote(idea, by, "author")
    elif not wish.is_private:
        member = User.objects.get(pk=wish.member_id)
        cast_vote_on_behalf(idea=idea, member=member, by=by, organisation=idea.organisation)


def _may_still_start(author: User, board: Board) -> bool:
    """As `may_start`, for an idea that a moderator approves, whatever became of its author."""
    if not (author.is_active and may(author, Action.START, board.pk)):
        return False
    return readers(board.audience).filter(pk=author.pk).exists()
