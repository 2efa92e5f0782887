"""Why a vote is refused."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from community.kernel import formats
from community.kernel.errors import RuleViolation


class VotingClosed(RuleViolation):
    code = "voting_closed"
    title = _("Voting closed")
    message = _("Voting on this idea has ended.")


class MergedAlready(RuleViolation):
    """The idea was merged into another one, which has its votes."""

    code = "merged_already"
    title = _("Idea merged")

    def __init__(self, into: str = "") -> None:
        """`into` is the title of the other idea, empty if the member may not see it."""
        super().__init__()
        self.message = (
            gettext("This idea was merged into “%(title)s”. Vote there.") % {"title": into}
            if into
            else gettext("This idea was merged into another one.")
        )


class VotesUsedUp(RuleViolation):
    """The member has no votes left on the board."""

    code = "votes_used_up"
    title = _("No votes left")

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.message = ngettext(
            "You can use %(count)s vote on this board, and too few are left. Withdraw a vote, or"
            " wait until an idea you voted for is completed or declined.",
            "You can use %(count)s votes on this board, and too few are left. Withdraw a vote, or"
            " wait until an idea you voted for is completed or declined.",
            limit,
        ) % {"count": formats.number(limit)}


class WeightTooHigh(RuleViolation):
    """More votes for one idea than the board allows."""

    code = "weight_too_high"
    title = _("Too many votes for one idea")

    def __init__(self, most: int) -> None:
        super().__init__()
        self.message = ngettext(
            "You can give this at most %(count)s vote.",
            "You can give this at most %(count)s votes.",
            most,
        ) % {"count": formats.number(most)}


class DownvotesOff(RuleViolation):
    code = "downvotes_off"
    title = _("Downvotes not allowed")
    message = _("You cannot vote against this.")


class NoSuchVote(RuleViolation):
    code = "no_such_vote"
    title = _("Unknown vote")
    message = _("A vote is 1, 2 or 3, or -1 against the idea.")


class AlreadyVoted(RuleViolation):
    code = "already_voted"
    title = _("Already voted")
    message = _("This member has voted on this idea already.")


class OwnVoteStays(RuleViolation):
    code = "own_vote_stays"
    title = _("Vote cast by the member")
    message = _("The member cast this vote. Only they can withdraw it.")


class CannotRead(RuleViolation):
    code = "voter_cannot_read"
    title = _("Member cannot read the idea")
    message = _("This member cannot read the idea, so you cannot vote on their behalf.")
