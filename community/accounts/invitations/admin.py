from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.http import MemberRequest
from community.accounts.invitations import actions
from community.accounts.models import Invitation
from community.kernel.admin import ActionAdmin


@admin.register(Invitation)
class InvitationAdmin(ActionAdmin):
    """Who invited whom."""

    for_moderators = True

    list_display = ["id", "inviter", "email", "uses", "max_uses", "state", "expires_at"]
    search_fields = ["inviter__folded_username", "email"]
    list_select_related = ["inviter"]
    exclude = ["secret"]
    ordering = ["-pk"]
    actions = ["revoke"]

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> str:
        return str(invitation.state.label)

    @admin.action(description=_("Revoke"))
    def revoke(self, request: MemberRequest, rows: QuerySet[Invitation]) -> None:
        def act(row: Invitation) -> None:
            actions.revoke_invitation(invitation=row, by=request.user)

        self.each(request, rows, act)
