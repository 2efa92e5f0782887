"""Every change of sanctions and appeals."""

from community.moderation.sanctions.actions.appeals import (
    appeal_sanction,
    decide_appeal,
)
from community.moderation.sanctions.actions.bans import ban_member, confirm_ban, drop_ban
from community.moderation.sanctions.actions.imposing import impose_sanction
from community.moderation.sanctions.actions.lifting import lift_sanction, reinstate_sanction
from community.moderation.sanctions.actions.sanctions import (
    silence_member,
    suspend_member,
    warn_member,
)

__all__ = [
    "appeal_sanction",
    "ban_member",
    "confirm_ban",
    "decide_appeal",
    "drop_ban",
    "impose_sanction",
    "lift_sanction",
    "reinstate_sanction",
    "silence_member",
    "suspend_member",
    "warn_member",
]
