"""What invitations count for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from community.accounts.events import InvitationRedeemed
from community.accounts.standing.registration import Counted, Rule, Told, reads, register
from community.kernel.subjects import Subject

register(Rule(name="accounts.invited", label=_("Member who joined by your invitation")))


@reads(InvitationRedeemed)
def count_invited(event: InvitationRedeemed) -> Iterable[Told]:
    yield Counted(
        rule="accounts.invited",
        member_id=event.inviter_id,
        subject=Subject("accounts.member", event.member_id),
        other_id=event.member_id,
    )
