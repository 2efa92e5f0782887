"""Badges that are evaluated when a day is over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from community.accounts.models import BadgeAward
from community.accounts.standing import registration
from community.accounts.standing.actions_badges import Award, award_badges, revoke_badges
from community.accounts.standing.registration import Badge, Daily, Threshold
from community.kernel.statements import Statement
from experience.recognition.badges.kinds import Visiting
from experience.recognition.models import CountedBadge, Visits

SCOPES = {"": "0", "subject": "subject_id", "container": "container_id"}
# Tallies that are counted since a badge asked for them do not know what was before.
TALLIES = """
    INSERT INTO recognition_tally AS tally (member_id, rule, by, scope, number, peak)
    SELECT member_id, rule, %(by)s::text, {scope}, count(*), count(*)
    FROM recognition_contribution
    WHERE rule = %(rule)s AND holds AND {scope} IS NOT NULL
    GROUP BY 1, 2, 4
    ON CONFLICT (member_id, rule, by, scope) DO UPDATE
        SET number = excluded.number, peak = greatest(tally.peak, excluded.peak)
        WHERE tally.number <> excluded.number OR tally.peak < excluded.peak
    RETURNING 1
"""
# Who has reached it and was not awarded it, and when the last one came that was needed. If it was
# more once than it is, that is not known.
REACHED = """
    SELECT tally.member_id, tally.scope, coalesce(nth.occurred_at, %(at)s)
    FROM recognition_tally AS tally
    LEFT JOIN LATERAL (
        SELECT occurred_at FROM recognition_contribution AS made
        WHERE made.member_id = tally.member_id AND made.rule = tally.rule AND made.holds
            AND {scope} = tally.scope
        ORDER BY occurred_at, id OFFSET %(threshold)s - 1 LIMIT 1
    ) AS nth ON true
    WHERE tally.rule = %(rule)s AND tally.by = %(by)s::text
        AND CASE WHEN %(is_permanent)s THEN tally.peak ELSE tally.number END >= %(threshold)s
        AND NOT EXISTS (
            SELECT FROM accounts_badgeaward AS award
            WHERE award.member_id = tally.member_id AND award.badge = %(badge)s
                AND award.scope = tally.scope AND award.revoked_at IS NULL
        )
"""
COUNT = {by: Statement(TALLIES.format(scope=scope)) for by, scope in SCOPES.items()}
REACH = {by: Statement(REACHED.format(scope=scope)) for by, scope in SCOPES.items()}


def close_day(day: date, *, at: datetime, is_replay: bool = False) -> None:
    """Award and revoke `Daily` badges as they are at the end of this day. Of a badge that is new
    to the site, nobody is notified: members' history is counted for it first."""
    with transaction.atomic():
        new = _uncounted()
        _count_history(new, at)
        for badge in registration.badges():
            if isinstance(badge, Daily) and not (badge.is_recorded and is_replay):
                is_silent = is_replay or (badge in new and not badge.is_recorded)
                _evaluate(badge, day, at, is_silent=is_silent)
        CountedBadge.objects.bulk_create(CountedBadge(name=badge.name) for badge in new)


def _uncounted() -> list[Badge]:
    counted = set(CountedBadge.objects.values_list("name", flat=True))
    return [badge for badge in registration.badges() if badge.name not in counted]


def _count_history(badges: Sequence[Badge], at: datetime) -> None:
    rules = {(one.rule, one.by) for one in badges if isinstance(one, Threshold)}
    for rule, by in sorted(rules):
        COUNT[by].fetched({"rule": rule, "by": by})
    for badge in badges:
        if isinstance(badge, Threshold):
            award_badges(_reached(badge, at), is_silent=True)
        elif isinstance(badge, Visiting):
            award_badges(_visited(badge, at), is_silent=True)


def _reached(badge: Threshold, at: datetime) -> list[Award]:
    rows = REACH[badge.by].fetched(
        {
            "rule": badge.rule,
            "by": badge.by,
            "threshold": badge.threshold,
            "is_permanent": badge.is_permanent,
            "badge": badge.name,
            "at": at,
        }
    )
    return [
        Award(member_id=member_id, badge=badge.name, scope=scope, at=reached_at)
        for member_id, scope, reached_at in rows
    ]


def _visited(badge: Visiting, at: datetime) -> list[Award]:
    rows = Visits.objects.filter(**{f"{badge.counter}__gte": badge.threshold})
    members = rows.order_by("pk").values_list("pk", flat=True)
    return [Award(member_id=pk, badge=badge.name, at=at) for pk in members]


def _evaluate(badge: Daily, day: date, at: datetime, *, is_silent: bool) -> None:
    awarded = BadgeAward.objects.filter(badge=badge.name, revoked_at=None)
    held = set(awarded.values_list("member_id", "scope"))
    qualifying = set(badge.qualifying(day))
    award_badges(_awards(badge, qualifying - held, at), is_silent=is_silent)
    if not badge.is_permanent:
        revoke_badges(_awards(badge, held - qualifying, at), is_silent=is_silent)


def _awards(badge: Daily, of: set[tuple[int, int]], at: datetime) -> list[Award]:
    return [
        Award(member_id=member_id, badge=badge.name, scope=scope, at=at)
        for member_id, scope in sorted(of)
    ]
