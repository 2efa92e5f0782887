"""What programs can do with sanctions, and members with their own."""

from typing import Any

from django.utils.translation import gettext

from community.accounts.models import User
from community.accounts.people.operations import MEMBER
from community.accounts.policy import may_moderate
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, MODERATORS, OWNER
from community.moderation.models import Appeal, Sanction
from community.moderation.sanctions import actions, queries
from community.moderation.sanctions.api import (
    AppealIn,
    HistoryOut,
    OwnSanctionOut,
    SanctionIn,
    SanctionOut,
)
from community.moderation.sanctions.schema import OwnSanctionNode, SanctionNode
from community.moderation.sanctions.views import offer_undo_of


def _own(viewer: Any) -> Any:
    return queries.sanctions_of(viewer, viewer)


def _of_member(viewer: Any, *, member: User) -> Any:
    return queries.sanctions_of(viewer, member)


def get_member_history(viewer: User, *, member: User) -> queries.History:
    """A member at a glance: sanctions, flags, and the recommended next step."""
    return queries.history_of(member, viewer)


def appeal_sanction(*, own_sanction: Sanction, text: str, by: User) -> Sanction:
    """Appeal against one of the caller's own sanctions, once, as long as it is in force."""
    actions.appeal_sanction(sanction=own_sanction, text=text, by=by)
    return queries.sanctions_of(by, by).get(pk=own_sanction.pk)


def _lifted(request: Any, sanction: Sanction) -> str:
    """Said with a button that undoes it."""
    offer_undo_of(request, sanction, gettext("The sanction was lifted."), "moderation.lifted")
    return ""


SANCTION = Resource(
    name="sanction", model=Sanction, find=queries.sanctions_visible_to, out=SanctionOut,
    node=SanctionNode, lock_target=lambda sanction: sanction.member,
)  # fmt: skip
OWN_SANCTION = Resource(
    name="own_sanction", model=Sanction, find=_own, out=OwnSanctionOut, node=OwnSanctionNode,
    description="The sanction's id.",
)  # fmt: skip

api = Api(
    "moderation", scope="moderation", resources=[MEMBER, SANCTION], permission=may_moderate,
    allowed=MODERATORS, queries=[],
)  # fmt: skip
api.list(
    "moderation/sanctions/", SANCTION, order="-pk",
    description="The sanctions of all members, newest first.",
)  # fmt: skip
api.retrieve("moderation/sanctions/{sanction}/")
api.list(
    "moderation/members/{member}/sanctions/", SANCTION, _of_member, order="-pk",
    name="list_sanctions_of_member", description="The sanctions of a member, newest first.",
)  # fmt: skip
api.query("moderation/members/{member}/history/", get_member_history, HistoryOut)
api.mutation(
    "POST moderation/members/{member}/sanctions/", actions.impose_sanction, input=SanctionIn,
    output=SANCTION, example={"kind": "suspension", "days": 7, "reason": "Insults in 3 topics."},
)  # fmt: skip
api.mutation("DELETE moderation/sanctions/{sanction}/", actions.lift_sanction, output=SANCTION)

api.button(
    "moderation/sanctions/{sanction}/lifting/", actions.lift_sanction, name="lifting",
    message=_lifted,
)  # fmt: skip

own_api = Api("standing", scope="community", resources=[OWN_SANCTION], allowed=MEMBERS, queries=[])
own_api.list(
    "me/standing/", OWN_SANCTION, order="-pk", for_members=True, name="list_own_sanctions",
    description="The caller's own warnings, silences, suspensions and bans, newest first.",
)  # fmt: skip
own_api.mutation(
    "POST me/standing/{own_sanction}/appeal/", appeal_sanction, input=AppealIn,
    output=OWN_SANCTION, allowed=OWNER, example={"text": "It was not me."},
)  # fmt: skip

declared = (api, own_api)
enum_names = {"SanctionKind": Sanction.Kind, "AppealOutcome": Appeal.Outcome}
