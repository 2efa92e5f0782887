"""Why something cannot be done with a tracker."""

from django.utils.translation import gettext_lazy as _

from community.kernel.errors import Invalid, RuleViolation
from community.kernel.languages import Text


class UnknownTracker(RuleViolation):
    code = "unknown_tracker"
    title = _("Unknown tracker")
    message = _("Choose one of the trackers that can be connected.")


class BadConnection(Invalid):
    """A field of a connection is missing or not valid."""

    code = "bad_tracker_connection"
    title = _("Invalid tracker connection")
    message: Text = _("Some settings of the connection are missing or not valid.")

    def __init__(self, field: str, problem: Text) -> None:
        super().__init__()
        self.fields = {field: [str(problem)]}
        self.message = problem


class ConnectionExists(RuleViolation):
    code = "tracker_connection_exists"
    title = _("Already connected")
    message = _("This board is already connected with this project.")


class TrackerSaysNo(RuleViolation):
    """The tracker refuses, or has no such issue. Its own words are in the message."""

    code = "tracker_refused"
    title = _("The tracker refused")

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = _("The tracker refused: %(reason)s") % {"reason": message}


class TrackerIsAway(RuleViolation):
    code = "tracker_unavailable"
    title = _("The tracker does not answer")
    message = _("The tracker does not answer at the moment. Try again later.")


class ConnectionOfAnotherBoard(RuleViolation):
    code = "tracker_of_another_board"
    title = _("Connection of another board")
    message = _("Choose an active tracker connection of the idea's board.")


class PrivateIdeaNotSent(RuleViolation):
    code = "private_idea_not_sent"
    title = _("Idea is private")
    message = _(
        "A private idea is not copied to a tracker, which others may read. Create the issue there"
        " and link it by its address."
    )


class AlreadyLinked(RuleViolation):
    code = "idea_already_linked"
    title = _("Already linked")
    message = _("This idea is linked with another issue of this project. Remove that link first.")


class IssueIsLinked(RuleViolation):
    code = "issue_already_linked"
    title = _("Issue already linked")
    message = _("This issue is linked with another idea.")


class NotFailed(RuleViolation):
    code = "transfer_not_failed"
    title = _("Nothing to retry")
    message = _("Only what failed can be retried.")
