from community.kernel.invariants import register
from experience.recognition.ledger.scores import REPUTATIONS, SCORED, unlimited

register(
    "a member's reputation is what was imported and the scores of all days",
    f"""
    SELECT member.id FROM accounts_user AS member
    JOIN ({REPUTATIONS}) AS counted (id, reputation) USING (id)
    WHERE member.reputation <> counted.reputation
    """,  # noqa: S608 - put together from constants
)
register(
    "the entries of a contribution come to its points while it holds, and else to nothing",
    """
    SELECT line.id FROM recognition_contribution AS line
    LEFT JOIN recognition_reputationentry AS entry ON entry.contribution_id = line.id
    GROUP BY line.id
    HAVING coalesce(sum(entry.points), 0) <> CASE WHEN line.holds THEN line.points ELSE 0 END
    """,
)
_UNLIMITED = "ARRAY[" + ", ".join(f"'{name}'" for name in unlimited()) + "]"
register(
    "a score is what the contributions of its day come to",
    f"""
    WITH days AS (SELECT DISTINCT member_id, day FROM recognition_contribution),
    {SCORED.replace("%(unlimited)s", _UNLIMITED)}
    SELECT member_id FROM scored FULL JOIN recognition_score AS score USING (member_id, scope, day)
    WHERE coalesce(score.points, 0) <> coalesce(scored.points, 0)
    """,  # noqa: S608 - put together from constants
)
register(
    "a tally is the number of contributions that hold",
    """
    SELECT tally.id FROM recognition_tally AS tally
    WHERE tally.peak < tally.number OR tally.number <> (
        SELECT count(*) FROM recognition_contribution AS line
        WHERE line.member_id = tally.member_id AND line.rule = tally.rule AND line.holds
            AND (tally.by <> 'subject' OR line.subject_id = tally.scope)
            AND (tally.by <> 'container' OR line.container_id = tally.scope)
    )
    """,
)
