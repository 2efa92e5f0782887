"""What members and programs can do with flags."""

from typing import Any

from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, OWNER
from community.kernel.subjects import Subject
from community.moderation.flags import actions
from community.moderation.flags.api import SUBJECT, FlagIn, FlagOut
from community.moderation.flags.items import items_flagged_by
from community.moderation.flags.queries import flags_of
from community.moderation.flags.schema import FlagNode
from community.moderation.models import Flag


def _flagged(viewer: Any, key: str) -> Subject:
    """What the caller has flagged, whether or not they still see it."""
    subject = Subject.parse(key)
    if subject is None or not items_flagged_by(viewer, subject).exists():
        raise Flag.DoesNotExist
    return subject


FLAG = Resource(name="flag", model=Flag, find=flags_of, out=FlagOut, node=FlagNode)
FLAGGED = Resource(
    name="subject", model=Subject, by="subject", lookup=_flagged, description=SUBJECT
)

api = Api("flags", scope="community", resources=[FLAG, FLAGGED], allowed=MEMBERS, queries=[])
api.mutation(
    "POST flags/", actions.flag_content, input=FlagIn, output=FLAG,
    example={"subject": "discussions.post:7", "reason": "spam", "text": "It sells shoes."},
)  # fmt: skip
api.mutation("DELETE flags/{subject}/", actions.withdraw_flag, allowed=OWNER)
api.list(
    "me/flags/", FLAG, order="-pk", for_members=True,
    description="The caller's own flags, newest first, with what became of them.",
)  # fmt: skip

declared = (api,)
