"""What an action returns when it has kept what was sent, and nothing is published yet."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from community.kernel.errors import RuleViolation
from community.kernel.languages import Text


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """It waits for somebody's decision. Pages say the message; REST answers 202 with it; GraphQL
    has the error code `waits_for_approval`, with the id of the review item."""

    item_id: int  # of the review queue
    message: Text
    subject_id: int | None = None  # the id that it will have when it is published
    url: str = ""  # where whoever sent it sees how it stands


class WaitsForApproval(RuleViolation):
    """It was accepted, and waits for a moderator's approval. GraphQL says this in place of the
    object that is not there yet; REST answers 202 and pages show a message."""

    code = "waits_for_approval"
    title = _("Waits for approval")

    def __init__(self, accepted: Accepted) -> None:
        super().__init__()
        self.message = accepted.message
        self.accepted = accepted
