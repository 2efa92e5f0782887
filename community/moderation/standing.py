"""What flagging counts for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

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
from community.moderation import measures as registered_measures  # noqa: F401
from community.moderation.events import FlagsSettled

AGREED = "moderation.flag_agreed"

register(
    Rule(
        name=AGREED,
        label=_("Flag that moderators agreed with"),
        sentence=_("Moderators agreed with a flag"),
        points=2,
        kind="support",
        icon="flag",
        position=50,
    )
)


@reads(FlagsSettled)
def count_flags(event: FlagsSettled) -> Iterable[Told]:
    """The item is the subject: content that is deleted because of the flags takes nothing back."""
    if event.outcome == "agreed":
        for flagger_id in event.flagger_ids:
            yield Counted(
                rule=AGREED, member_id=flagger_id, subject=Subject("moderation.item", event.item_id)
            )


register(
    Threshold(
        name="moderation.first_flag", label=_("First Flag"),
        description=_("Flag a post, and moderators agree."), tier=Tier.BRONZE, icon="flag",
        position=15, rule=AGREED, is_permanent=True,
    )
)  # fmt: skip
