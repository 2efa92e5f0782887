"""Voting, and withdrawing votes."""

from typing import Any

from django.db import IntegrityError, transaction

from community.accounts import rates
from community.accounts.models import Organisation, User, readers
from community.discussions.models import Thread
from community.events.outbox import publish
from community.kernel.errors import Denied
from feedback import policy
from feedback.events import VoteCast, VoteWithdrawn
from feedback.models import BoardSettings, Idea, Vote, VoteBudget
from feedback.votes.actions.counting import recount_trends
from feedback.votes.actions.statements import CAST, FORGET, WITHDRAW
from feedback.votes.refusals import (
    AlreadyVoted,
    CannotRead,
    DownvotesOff,
    MergedAlready,
    NoSuchVote,
    OwnVoteStays,
    VotesUsedUp,
    VotingClosed,
    WeightTooHigh,
)

TRIES = 5  # only somebody else's change in between makes a second one necessary


def cast_vote(*, idea: Idea, value: int, by: User) -> Vote:
    """Vote on an idea, or change the vote: 1 to 3 votes for it, or -1 against it. They are taken
    from the member's votes on the board; votes on bugs cost nothing.

    The same value again changes nothing. Raises VotingClosed, MergedAlready, VotesUsedUp,
    WeightTooHigh, DownvotesOff, NoSuchVote and Denied.
    """
    rates.consume("vote", by=by)
    _check_voter(idea, by)
    return _cast(idea, by, value, source=Vote.Source.SELF, cast_by=None)


def withdraw_vote(*, idea: Idea, by: User) -> None:
    """Withdraw the caller's vote. If there is none, nothing changes.

    Raises VotingClosed, MergedAlready and Denied.
    """
    rates.consume("vote", by=by)
    _check_voter(idea, by)
    _withdraw(idea, by, by=by, is_on_behalf=False)


def set_vote(*, idea: Idea, value: int, by: User) -> Vote | None:
    """Cast a vote, or with 0 withdraw it. Raises what those raise."""
    if value:
        return cast_vote(idea=idea, value=value, by=by)
    withdraw_vote(idea=idea, by=by)
    return None


def cast_vote_on_behalf(
    *, idea: Idea, member: User, by: User, organisation: Organisation | None = None, note: str = ""
) -> Vote:
    """Record that a member wants this, as one of the board's team: one vote, which costs the
    member nothing. The note is for the team. The same again changes nothing.

    Raises AlreadyVoted, CannotRead of a private idea, too, VotingClosed, MergedAlready and Denied.
    """
    _check_team(idea, by)
    thread = Thread.objects.select_related("audience").get(pk=idea.pk)
    if not readers(thread.audience).filter(pk=member.pk).exists():
        raise CannotRead
    known = Vote.objects.filter(idea=idea, user=member, source=Vote.Source.ON_BEHALF).first()
    if known and known.note == note and organisation in {None, known.organisation}:
        return known
    return _cast(
        idea,
        member,
        1,
        source=Vote.Source.ON_BEHALF,
        cast_by=by,
        organisation=organisation,
        note=note,
        is_first=True,
    )


def withdraw_vote_on_behalf(*, idea: Idea, member: User, by: User) -> None:
    """Withdraw what the team voted on behalf of a member. If there is none, nothing changes.

    Raises OwnVoteStays if the member voted, VotingClosed, MergedAlready and Denied.
    """
    _check_team(idea, by)
    _withdraw(idea, member, by=by, is_on_behalf=True)


def cast_first_vote(
    idea: Idea, by: User, source: str = Vote.Source.AUTHOR, *, cast_by: User | None = None
) -> Vote | None:
    """The author's vote for a new idea, in the transaction that creates it. None if the author has
    no votes left: an idea can be submitted all the same."""
    given = {**_values(idea, by, 1), "source": str(source), "is_first": True}
    given["cast_by"] = cast_by.pk if cast_by else None
    given["is_free"] = source == Vote.Source.ON_BEHALF
    rows = CAST.fetched(given)
    if not rows:
        return None
    _publish_cast(idea, by, 1, 0, cast_by or by)
    return Vote.objects.get(pk=rows[0][2])


def _check_voter(idea: Idea, by: User) -> None:
    is_seen = Idea.objects.visible_to(by).filter(pk=idea.pk).exists()
    if not (is_seen and policy.may_vote(by, idea)):
        raise Denied


def _check_team(idea: Idea, by: User) -> None:
    is_seen = Idea.objects.visible_to(by).filter(pk=idea.pk).exists()
    if not (is_seen and policy.may_manage(by, idea.board_id)):
        raise Denied


def _values(idea: Idea, voter: User, value: int) -> dict[str, Any]:
    return {
        "idea": idea.pk,
        "voter": voter.pk,
        "value": value,
        "source": str(Vote.Source.SELF),
        "cast_by": None,
        "note": "",
        "organisation": None,
        "is_free": False,
        "is_first": False,
    }


def _cast(  # noqa: PLR0913 - what a vote is recorded with
    idea: Idea,
    voter: User,
    value: int,
    *,
    source: str,
    cast_by: User | None,
    organisation: Organisation | None = None,
    note: str = "",
    is_first: bool = False,
) -> Vote:
    if value not in {-1, 1, 2, 3}:
        raise NoSuchVote
    given = {
        **_values(idea, voter, value),
        "source": str(source),
        "cast_by": cast_by.pk if cast_by else None,
        "note": note,
        "organisation": organisation.pk if organisation else None,
        "is_free": cast_by is not None,
        "is_first": is_first,
    }
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                if rows := CAST.fetched(given):
                    [(before, is_imprecise, pk)] = rows
                    if is_imprecise:
                        recount_trends([idea.pk])
                    _publish_cast(idea, voter, value, before, cast_by or voter)
                    return _shown(pk)
        except IntegrityError:  # two first votes of one member at once
            continue
        if (
            known := _refusal(idea, voter, value, is_first=is_first, asks=cast_by or voter)
        ) is not None:
            return known
    raise VotingClosed


def _shown(pk: int) -> Vote:
    return Vote.objects.select_related("idea__thread", "user").get(pk=pk)


def _publish_cast(idea: Idea, voter: User, value: int, before: int, by: User) -> None:
    publish(
        VoteCast(
            actor_id=by.pk,
            idea_id=idea.pk,
            voter_id=voter.pk,
            author_id=idea.thread.author_id,
            value=value,
            before=before,
        )
    )


def _withdraw(idea: Idea, voter: User, *, by: User, is_on_behalf: bool) -> None:
    given = {"idea": idea.pk, "voter": voter.pk, "is_on_behalf": is_on_behalf}
    for _ in range(TRIES):
        with transaction.atomic():
            if rows := WITHDRAW.fetched(given):
                [(before, is_imprecise, is_returned)] = rows
                if not is_returned:  # the budget came while the statement waited: it saw none
                    transaction.set_rollback(True)
                    continue
                FORGET.fetched({"idea": idea.pk, "voter": voter.pk})
                if is_imprecise:
                    recount_trends([idea.pk])
                publish(
                    VoteWithdrawn(
                        actor_id=by.pk,
                        idea_id=idea.pk,
                        voter_id=voter.pk,
                        author_id=idea.thread.author_id,
                        before=before,
                    )
                )
                return
        known = Vote.objects.filter(idea=idea, user=voter).first()
        if known is None:
            return
        if is_on_behalf and known.cast_by_id is None:
            raise OwnVoteStays
        _check_open(idea, by)
    raise VotingClosed


def _check_open(idea: Idea, asks: User) -> Idea:
    """The idea as it is now. Raises what explains why it takes no votes."""
    now = Idea.objects.select_related("thread").get(pk=idea.pk)
    if now.merged_into_id:
        seen = Thread.objects.visible_to(asks).filter(pk=now.merged_into_id)
        raise MergedAlready(seen.values_list("title", flat=True).first() or "")
    thread = now.thread
    if now.converted_at or not (now.is_open and thread.is_live and thread.archived_at is None):
        raise VotingClosed
    return now


def _refusal(idea: Idea, voter: User, value: int, *, is_first: bool, asks: User) -> Vote | None:
    """Why the statement changed nothing: raises the reason, or returns the vote that there is
    already. None if somebody else was in between: then it is worth another try."""
    now = _check_open(idea, asks)
    settings = BoardSettings.objects.get(pk=now.board_id)
    known = Vote.objects.select_related("idea__thread", "user").filter(idea=idea, user=voter)
    vote = known.first()
    if vote and is_first:
        raise AlreadyVoted
    if vote and vote.value == value:  # even if the board allows it no more
        return vote
    if value < 0 and (now.is_bug or not settings.allows_downvotes):
        raise DownvotesOff
    most = 1 if now.is_bug else settings.max_weight
    if value > most:
        raise WeightTooHigh(most)
    level = User.objects.values_list("trust_level", flat=True).get(pk=voter.pk)
    limit = settings.limit_for(level)
    used = VoteBudget.objects.filter(user=voter, board=now.board_id).values_list("used", flat=True)
    spends = 0 if now.is_bug else abs(value) - (vote.cost if vote else 0)
    if spends > 0 and (used.first() or 0) + spends > limit:
        raise VotesUsedUp(limit)
    return None
