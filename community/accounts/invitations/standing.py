"""What invitations count for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from community.accounts.events import InvitationRedeemed
from community.accounts.standing.registration import (
    Counted,
    Rule,
    Threshold,
    Tier,
    Told,
    reads,
    register,
)
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


# Name, label, description, tier, number of members.
INVITED = [
    ("inviter", _("Inviter"), _("Invite a member."), Tier.BRONZE, 1),
    ("recruiter", _("Recruiter"), _("Invite 3 members."), Tier.SILVER, 3),
    ("ambassador", _("Ambassador"), _("Invite 5 members."), Tier.GOLD, 5),
]

register(
    *(
        Threshold(
            name=f"accounts.{name}", label=label, description=description, tier=tier, icon="users",
            position=position, rule="accounts.invited", threshold=number, is_permanent=True,
        )
        for position, (name, label, description, tier, number) in enumerate(INVITED, 70)
    )
)  # fmt: skip
