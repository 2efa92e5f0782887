"""The nightly check of all sums against what they are sums of."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from community.accounts.models import User
from community.accounts.standing.actions import write_reputations
from community.events.relay import hold
from experience.recognition.ledger.actions import NAME
from experience.recognition.ledger.actions_days import locked_state
from experience.recognition.ledger.scores import REPUTATIONS, SCORED, unlimited
from experience.recognition.models import ReputationDrift, Score

logger = logging.getLogger(__name__)

BATCH = 500  # members

ENTRIES = """
    SELECT line.member_id, line.id, coalesce(entered.points, 0),
        CASE WHEN line.holds THEN line.points ELSE 0 END AS expected
    FROM recognition_contribution AS line
    LEFT JOIN LATERAL (
        SELECT sum(entry.points) AS points FROM recognition_reputationentry AS entry
        WHERE entry.contribution_id = line.id
    ) AS entered ON true
    WHERE line.member_id = ANY(%(members)s) AND line.points <> 0
        AND coalesce(entered.points, 0) <> CASE WHEN line.holds THEN line.points ELSE 0 END
    ORDER BY line.id
"""
SCORES = f"""
    WITH days AS (
        SELECT DISTINCT member_id, day FROM recognition_contribution
        WHERE member_id = ANY(%(members)s) AND points <> 0
    ), {SCORED}
    SELECT member_id, scope, day, coalesce(score.points, 0), coalesce(scored.points, 0)
    FROM scored FULL JOIN (
        SELECT * FROM recognition_score WHERE member_id = ANY(%(members)s)
    ) AS score USING (member_id, scope, day)
    WHERE coalesce(score.points, 0) <> coalesce(scored.points, 0)
    ORDER BY member_id, scope, day
"""  # noqa: S608 - put together from constants
WRONG = f"""
    SELECT counted.id, member.reputation, counted.reputation
    FROM ({REPUTATIONS} WHERE member.id = ANY(%(members)s)) AS counted (id, reputation)
    JOIN accounts_user AS member USING (id)
    WHERE member.reputation <> counted.reputation
    ORDER BY counted.id
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True)
class _WrongScore:
    member_id: int
    scope: str
    day: date
    found: int
    expected: int


def reconcile() -> int:
    """Compare entries with contributions, scores with contributions, and reputation with scores;
    keep and log what differs, and return how much. Scores and reputation are corrected; entries
    are never changed, so what is wrong with them is for people to look at.

    Members are checked some hundreds at a time, each time with the counting held up.
    """
    last, found = 0, 0
    while ids := list(
        User.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        last = ids[-1]
        found += _reconcile(ids)
    with transaction.atomic():
        state = locked_state()
        state.reconciled_at = timezone.now()
        state.save(update_fields=["reconciled_at"])
    return found


def _reconcile(members: Sequence[int]) -> int:
    with transaction.atomic():
        hold(NAME)
        drifts = [*_entries(members), *_scores(members), *_reputations(members)]
        ReputationDrift.objects.bulk_create(drifts)
    for drift in drifts:
        logger.warning("reputation drift: %s", drift)
    return len(drifts)


def _entries(members: Sequence[int]) -> list[ReputationDrift]:
    return [
        _drift(member, "entries", found, expected)
        for member, _line, found, expected in _asked(ENTRIES, members)
    ]


def _scores(members: Sequence[int]) -> list[ReputationDrift]:
    wrong = [_WrongScore(*row) for row in _asked(SCORES, members)]
    for one in wrong:
        _correct(one)
    return [_drift(one.member_id, "score", one.found, one.expected) for one in wrong]


def _correct(wrong: _WrongScore) -> None:
    Score.objects.filter(member=wrong.member_id, scope=wrong.scope, day=wrong.day).delete()
    if wrong.expected:
        Score.objects.create(
            member_id=wrong.member_id, scope=wrong.scope, day=wrong.day, points=wrong.expected
        )


def _reputations(members: Sequence[int]) -> list[ReputationDrift]:
    wrong = _asked(WRONG, members)
    write_reputations(reputations={member: expected for member, _found, expected in wrong})
    return [_drift(member, "reputation", found, expected) for member, found, expected in wrong]


def _drift(member: int, what: str, found: int, expected: int) -> ReputationDrift:
    return ReputationDrift(member_id=member, what=what, found=found, expected=expected)


def _asked(sql: str, members: Sequence[int]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"members": list(members), "unlimited": unlimited()})
        return list(cursor.fetchall())
