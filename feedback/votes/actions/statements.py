"""Casting and withdrawing, one statement each: no race exceeds a budget, and none counts wrongly.

The idea's row is locked first, with the strength that its counters need: to lock it weaker and
change it later lets two voters wait for each other. What is read after that lock is read locked,
too, since the statement's snapshot may be older. A vote that came in between breaks the unique
constraint, and the caller tries again.

PostgreSQL checks a row's constraints as its snapshot would change it, before it looks whether the
row is newer and computes it again. `greatest(…, 0)` is for that first attempt alone.
"""

from community.kernel.statements import Statement
from feedback.models import OPEN, VOTE_LIMITS
from feedback.votes.trending import at, is_small, less, more

CONSTANTS = {"open": [str(one) for one in OPEN], "limits": list(VOTE_LIMITS)}

OPEN_IDEA = """
    idea.thread_id = %(idea)s::bigint AND idea.merged_into_id IS NULL
        AND idea.converted_at IS NULL AND idea.category = ANY(%(open)s::text[])
        AND thread.deleted_at IS NULL AND thread.archived_at IS NULL
"""
GAIN = "(greatest(%(value)s::int, 0) - greatest(change.before, 0))"

CAST = Statement(
    f"""
    WITH idea AS MATERIALIZED (
        SELECT idea.thread_id AS id, idea.board_id,
            (coalesce(settings.vote_limits::int[], %(limits)s::int[]))[voter.trust_level + 1]
                AS votes,
            CASE WHEN idea.kind = 'bug' OR %(is_free)s::boolean THEN 0
                ELSE abs(%(value)s::int) END AS cost
        FROM feedback_idea AS idea
        JOIN discussions_thread AS thread ON thread.id = idea.thread_id
        JOIN feedback_boardsettings AS settings ON settings.board_id = idea.board_id
        JOIN accounts_user AS voter ON voter.id = %(voter)s::bigint
        WHERE {OPEN_IDEA} AND CASE
            WHEN idea.kind = 'bug' THEN %(value)s::int = 1
            WHEN %(value)s::int < 0 THEN settings.allows_downvotes
            ELSE %(value)s::int <= settings.max_weight END
        FOR NO KEY UPDATE OF idea
    ), known AS MATERIALIZED (
        SELECT vote.id, vote.value, vote.cost, vote.created_at
        FROM idea JOIN feedback_vote AS vote ON vote.idea_id = idea.id
        WHERE vote.user_id = %(voter)s::bigint
        FOR NO KEY UPDATE OF vote
    ), change AS MATERIALIZED (
        SELECT idea.*, known.id AS vote_id, coalesce(known.value, 0) AS before,
            idea.cost - coalesce(known.cost, 0) AS spends,
            coalesce(known.created_at, statement_timestamp()) AS cast_at
        FROM idea LEFT JOIN known ON TRUE
        WHERE known.value IS DISTINCT FROM %(value)s::int
            AND (known.id IS NULL OR NOT %(is_first)s::boolean)
    ), spent AS (
        INSERT INTO feedback_votebudget AS budget (user_id, board_id, used)
        SELECT %(voter)s::bigint, board_id, spends FROM change
        WHERE spends > 0 AND spends <= votes
        ON CONFLICT (user_id, board_id) DO UPDATE SET used = budget.used + EXCLUDED.used
            WHERE budget.used + EXCLUDED.used <= (SELECT votes FROM change)
        RETURNING budget.id
    ), returned AS (
        UPDATE feedback_votebudget AS budget SET used = greatest(budget.used + change.spends, 0)
        FROM change
        WHERE change.spends < 0 AND budget.user_id = %(voter)s::bigint
            AND budget.board_id = change.board_id
        RETURNING budget.id
    ), paid AS MATERIALIZED (
        SELECT change.*, ln(nullif(abs({GAIN}), 0)::float8) + {at("change.cast_at")} AS weight,
            {GAIN} AS gain
        FROM change
        WHERE spends = 0 OR EXISTS (SELECT FROM spent) OR EXISTS (SELECT FROM returned)
    ), customer AS (
        SELECT organisation.id, organisation.yearly_value FROM accounts_organisation AS organisation
        WHERE organisation.id = coalesce(%(organisation)s::bigint, (
            SELECT organisation_id FROM accounts_organisationmember
            WHERE user_id = %(voter)s::bigint
        ))
    ), added AS (
        INSERT INTO feedback_vote (
            idea_id, user_id, value, cost, source, cast_by_id, note, created_at,
            organisation_id, organisation_value
        )
        SELECT paid.id, %(voter)s::bigint, %(value)s::int, paid.cost, %(source)s::text,
            %(cast_by)s::bigint, %(note)s::text, paid.cast_at, customer.id, customer.yearly_value
        FROM paid LEFT JOIN customer ON TRUE WHERE paid.vote_id IS NULL
        RETURNING id
    ), changed AS (
        UPDATE feedback_vote AS vote SET
            value = %(value)s::int, cost = paid.cost, source = %(source)s::text,
            cast_by_id = %(cast_by)s::bigint, note = %(note)s::text, origin_id = NULL,
            organisation_id = customer.id, organisation_value = customer.yearly_value
        FROM paid LEFT JOIN customer ON TRUE WHERE vote.id = paid.vote_id
        RETURNING vote.id
    )
    UPDATE feedback_idea AS idea SET
        score = idea.score + %(value)s::int - paid.before,
        voters_count = idea.voters_count + (paid.vote_id IS NULL)::int,
        trend = CASE
            WHEN paid.gain > 0 THEN {more("idea.trend", "paid.weight")}
            WHEN paid.gain < 0 AND {is_small("idea.trend", "paid.weight")}
                THEN {less("idea.trend", "paid.weight")}
            ELSE idea.trend END
    FROM paid WHERE idea.thread_id = paid.id
    RETURNING paid.before,
        paid.gain < 0 AND NOT {is_small("idea.trend", "paid.weight")},
        coalesce(paid.vote_id, (SELECT id FROM added))
    """,  # noqa: S608 - put together from constants
    CONSTANTS,
)

WITHDRAW = Statement(
    f"""
    WITH idea AS MATERIALIZED (
        SELECT idea.thread_id AS id, idea.board_id
        FROM feedback_idea AS idea
        JOIN discussions_thread AS thread ON thread.id = idea.thread_id
        WHERE {OPEN_IDEA}
        FOR NO KEY UPDATE OF idea
    ), gone AS (
        DELETE FROM feedback_vote AS vote USING idea
        WHERE vote.idea_id = idea.id AND vote.user_id = %(voter)s::bigint
            AND (vote.cast_by_id IS NOT NULL OR NOT %(is_on_behalf)s::boolean)
        RETURNING idea.id, idea.board_id, vote.value, vote.cost,
            ln(greatest(vote.value, 1)::float8) + {at("vote.created_at")} AS weight
    ), returned AS (
        UPDATE feedback_votebudget AS budget SET used = greatest(budget.used - gone.cost, 0)
        FROM gone
        WHERE gone.cost > 0 AND budget.user_id = %(voter)s::bigint
            AND budget.board_id = gone.board_id
        RETURNING budget.id
    )
    UPDATE feedback_idea AS idea SET
        score = idea.score - gone.value, voters_count = greatest(idea.voters_count - 1, 0),
        trend = CASE
            WHEN gone.value > 0 AND {is_small("idea.trend", "gone.weight")}
                THEN {less("idea.trend", "gone.weight")}
            ELSE idea.trend END
    FROM gone WHERE idea.thread_id = gone.id
    RETURNING gone.value, gone.value > 0 AND NOT {is_small("idea.trend", "gone.weight")},
        gone.cost = 0 OR EXISTS (SELECT FROM returned)
    """,  # noqa: S608 - put together from constants
    CONSTANTS,
)

# Votes that a merge took over: undoing it must not bring back what was withdrawn. A statement of
# its own, for the lock on the target is held now, and nothing is merged into it meanwhile.
FORGET = Statement("""
    DELETE FROM feedback_vote AS vote USING feedback_idea AS merged
    WHERE merged.merged_into_id = %(idea)s::bigint AND vote.idea_id = merged.thread_id
        AND vote.user_id = %(voter)s::bigint AND vote.superseded_at IS NOT NULL
    RETURNING vote.id
""")
