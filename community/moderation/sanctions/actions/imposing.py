"""Any kind of sanction by its name, for forms and programs."""

from community.accounts.models import User
from community.moderation.models import ReviewItem, Sanction
from community.moderation.sanctions.actions.bans import ban_member
from community.moderation.sanctions.actions.sanctions import (
    silence_member,
    suspend_member,
    warn_member,
)

Kind = Sanction.Kind


def impose_sanction(  # noqa: PLR0913 - what a sanction consists of
    *,
    member: User,
    kind: str,
    reason: str,
    by: User,
    days: int | None = None,
    note: str = "",
    item: ReviewItem | None = None,
) -> Sanction:
    """Warn, silence, suspend or ban a member. A ban is proposed: another moderator confirms it.

    Raises NoSuchDuration unless `days` are among those of a silence or a suspension.
    """
    match Kind(kind):
        case Kind.WARNING:
            return warn_member(member=member, reason=reason, by=by, note=note, item=item)
        case Kind.BAN:
            return ban_member(member=member, reason=reason, by=by, note=note, item=item)
        case Kind.SILENCE:
            impose = silence_member
        case Kind.SUSPENSION:
            impose = suspend_member
    return impose(member=member, days=days or 0, reason=reason, by=by, note=note, item=item)
