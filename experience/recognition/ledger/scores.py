"""What a member's contributions of one day come to. The limits are a function of the set of those
that hold, so their order does not matter, nor what was counted and withdrawn in between.

One member gives another at most 30 points a day, first by rules without a limit; all that is
limited comes to at most 200 points a day. The same is asked of the contributions in each category
and of each kind.
"""

from community.accounts.standing.registration import rules

FROM_ONE, IN_ALL = 30, 200
MOST = 2**31 - 1  # that the column of a reputation holds, and that an import may bring along

# Needs `days (member_id, day)`. A score of 0 is said, too: what was there is to be deleted.
SCORED = f"""
    given AS (
        SELECT line.member_id, line.day, scoped.scope, line.other_id,
            coalesce(sum(line.points) FILTER (
                WHERE line.holds AND line.rule = ANY(%(unlimited)s::text[])
            ), 0) AS free,
            coalesce(sum(line.points) FILTER (
                WHERE line.holds AND line.rule <> ALL(%(unlimited)s::text[])
            ), 0) AS limited
        FROM days JOIN recognition_contribution AS line USING (member_id, day)
        CROSS JOIN LATERAL (VALUES
            (''), ('container:' || line.container_id), ('kind:' || nullif(line.kind, ''))
        ) AS scoped (scope)
        WHERE line.points <> 0 AND scoped.scope IS NOT NULL
        GROUP BY line.member_id, line.day, scoped.scope, line.other_id
    ), capped AS (
        SELECT member_id, day, scope,
            CASE WHEN other_id IS NULL THEN free ELSE least(free, {FROM_ONE}) END AS free,
            CASE WHEN other_id IS NULL THEN limited
                ELSE least(limited, {FROM_ONE} - greatest(least(free, {FROM_ONE}), 0))
            END AS limited
        FROM given
    ), scored AS (
        SELECT member_id, day, scope, (sum(free) + least(sum(limited), {IN_ALL}))::int AS points
        FROM capped GROUP BY member_id, day, scope
    )
"""  # noqa: S608 - put together from constants

REPUTATIONS = f"""
    SELECT member.id, least(greatest(coalesce(standing.imported_reputation, 0) + coalesce((
        SELECT sum(score.points) FROM recognition_score AS score
        WHERE score.member_id = member.id AND score.scope = ''
    ), 0), 0), {MOST})::int
    FROM accounts_user AS member
    LEFT JOIN accounts_standing AS standing ON standing.member_id = member.id
"""  # noqa: S608 - put together from constants


def unlimited() -> list[str]:
    """Rules whose points do not count towards what a member can earn a day."""
    return sorted(rule.name for rule in rules.values() if not rule.is_limited)
