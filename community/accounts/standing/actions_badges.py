"""Badges are awarded and revoked here, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from community.accounts.events import BadgeAwarded, BadgeRevoked
from community.events.outbox import publish
from community.kernel.statements import Row, Statement

VALUES = """
    SELECT * FROM unnest(
        %(members)s::bigint[], %(badges)s::text[], %(scopes)s::bigint[], %(times)s::timestamptz[]
    ) AS wanted (member_id, badge, scope, at)
"""
# In one order: of two relays that award the same, one waits for the other and then does nothing.
INSERT = Statement(
    f"""
    INSERT INTO accounts_badgeaward (member_id, badge, scope, awarded_at)
    SELECT wanted.* FROM ({VALUES}) AS wanted
    JOIN accounts_user AS member ON member.id = wanted.member_id
    WHERE at IS NOT NULL ORDER BY wanted.member_id, badge, scope
    ON CONFLICT (member_id, badge, scope) DO NOTHING
    RETURNING member_id, badge, scope
"""  # noqa: S608 - put together from constants
)
CHANGE = """
    WITH held AS MATERIALIZED (
        SELECT award.id, wanted.at FROM accounts_badgeaward AS award
        JOIN ({values}) AS wanted USING (member_id, badge, scope)
        WHERE award.revoked_at IS {state} ORDER BY award.id FOR NO KEY UPDATE OF award
    )
    UPDATE accounts_badgeaward AS award SET revoked_at = {value} FROM held
    WHERE award.id = held.id
    RETURNING award.member_id, award.badge, award.scope
"""
AWARD_AGAIN = Statement(CHANGE.format(values=VALUES, state="NOT NULL", value="NULL"))
REVOKE = Statement(
    CHANGE.format(values=VALUES, state="NULL", value="coalesce(held.at, statement_timestamp())")
)


@dataclass(frozen=True, kw_only=True, order=True)
class Award:
    """A badge of a member, and when it is awarded or revoked. Without `at` it is only awarded
    again, if it was revoked."""

    member_id: int
    badge: str
    scope: int = 0
    at: datetime | None = None


def award_badges(awards: Sequence[Award], *, is_silent: bool = False) -> None:
    """Award what these members do not have. A badge that was revoked comes back, with the time of
    its first award. Two statements, however many there are; if it is silent, no events."""
    if not awards:
        return
    with transaction.atomic():
        new = INSERT.fetched(_slots(awards)) + AWARD_AGAIN.fetched(_slots(awards))
        for member_id, badge, scope in () if is_silent else sorted(new):
            publish(BadgeAwarded(actor_id=None, member_id=member_id, badge=badge, scope=scope))


def revoke_badges(awards: Sequence[Award], *, is_silent: bool = False) -> None:
    """Revoke those of them that the members have, in one statement."""
    if not awards:
        return
    with transaction.atomic():
        gone: list[Row] = REVOKE.fetched(_slots(awards))
        for member_id, badge, scope in () if is_silent else sorted(gone):
            publish(BadgeRevoked(actor_id=None, member_id=member_id, badge=badge, scope=scope))


def _slots(awards: Sequence[Award]) -> dict[str, list[object]]:
    return {
        "members": [one.member_id for one in awards],
        "badges": [one.badge for one in awards],
        "scopes": [one.scope for one in awards],
        "times": [one.at for one in awards],
    }
