"""Invitations as visitors find them."""

from django.http import HttpRequest

from community.accounts.invitations.actions import hashed
from community.accounts.models import Invitation

INVITATION = "invitation"  # in the session: the id of the one whose link was opened


def invitation_by(secret: str) -> Invitation | None:
    """The invitation that this secret opens, while somebody can still join by it."""
    rows = Invitation.objects.open().select_related("inviter")
    return rows.filter(secret=hashed(secret), inviter__is_active=True).first()


def invited(request: HttpRequest) -> int | None:
    """The invitation whose link this visitor opened, if any."""
    pk = request.session.get(INVITATION)
    return pk if isinstance(pk, int) else None
