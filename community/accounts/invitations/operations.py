"""API operations of the caller's invitations."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.accounts.invitations import actions
from community.accounts.invitations.api import InvitationIn, InvitationOut
from community.accounts.invitations.schema import InvitationNode
from community.accounts.models import Invitation, User
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MODERATORS, OWNER

INVITATION = Resource(
    name="invitation", model=Invitation, find=Invitation.objects.visible_to, out=InvitationOut,
    node=InvitationNode,
)  # fmt: skip


def invite(*, by: User, site: str, **asked: Any) -> Invitation:
    """Create an invitation link, or email one. The link is shown once."""
    made, url = actions.invite(by=by, site=site, **asked)
    made.url = "" if made.email else url  # type: ignore[attr-defined]
    return made


api = Api("accounts", scope="profile", resources=[INVITATION], allowed=OWNER)

api.list(
    "me/invitations/", INVITATION, for_members=True, description="Invitations that the caller sent."
)
api.mutation(
    "POST me/invitations/",
    invite,
    input=InvitationIn,
    output=INVITATION,
    allowed=OWNER | MODERATORS,
    example={"note": "Come in."},
)
at_invitation = "me/invitations/{invitation}/"
api.mutation(f"DELETE {at_invitation}", actions.revoke_invitation, output=INVITATION)
api.mutation(
    f"POST {at_invitation}mail/", actions.resend_invitation, output=INVITATION,
    status=200, description="Send the invitation again, with a new link that expires in 30 days.",
)  # fmt: skip
api.button(
    "settings/invitations/{invitation}/revocation/", actions.revoke_invitation,
    name="invitation_revocation", then="settings_invitations",
)  # fmt: skip
api.button(
    "settings/invitations/{invitation}/mail/", actions.resend_invitation,
    name="invitation_mail", then="settings_invitations",
    message=_("Invitation sent again. The previous link no longer works."),
)  # fmt: skip
