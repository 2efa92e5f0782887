"""What holds of votes and budgets."""

from community.kernel.invariants import register

register(
    "an idea's score and number of voters are its votes and what was imported",
    """
    SELECT idea.thread_id FROM feedback_idea AS idea
    LEFT JOIN feedback_vote AS vote
        ON vote.idea_id = idea.thread_id AND vote.superseded_at IS NULL
    GROUP BY idea.thread_id
    HAVING coalesce(sum(vote.value), 0) + idea.imported_votes <> idea.score
        OR count(vote.id) <> idea.voters_count
    """,
)
register(
    "what a member has in use on a board is the cost of their votes there",
    """
    SELECT coalesce(budget.user_id, counted.user_id) FROM feedback_votebudget AS budget
    FULL JOIN (
        SELECT vote.user_id, idea.board_id, sum(vote.cost) AS used FROM feedback_vote AS vote
        JOIN feedback_idea AS idea ON idea.thread_id = vote.idea_id
        WHERE vote.released_at IS NULL AND vote.superseded_at IS NULL
        GROUP BY vote.user_id, idea.board_id
    ) AS counted ON counted.user_id = budget.user_id AND counted.board_id = budget.board_id
    WHERE coalesce(budget.used, 0) <> coalesce(counted.used, 0)
    """,
)
register(
    "votes are returned while their idea is closed or deleted, and superseded while it is merged",
    """
    SELECT vote.id FROM feedback_vote AS vote
    JOIN feedback_idea AS idea ON idea.thread_id = vote.idea_id
    JOIN discussions_thread AS thread ON thread.id = idea.thread_id
    WHERE (vote.superseded_at IS NULL) <> (idea.merged_into_id IS NULL)
        OR (vote.superseded_at IS NULL AND (vote.released_at IS NULL) <> (
            idea.category NOT IN ('completed', 'declined') AND idea.converted_at IS NULL
            AND thread.deleted_at IS NULL
        ))
    """,
)
register(
    "whoever voted on a merged idea, and has not withdrawn it, votes on its target",
    """
    SELECT vote.id FROM feedback_vote AS vote
    JOIN feedback_idea AS idea ON idea.thread_id = vote.idea_id
    WHERE vote.superseded_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM feedback_vote AS copy
        WHERE copy.idea_id = idea.merged_into_id AND copy.user_id = vote.user_id
    )
    """,
)
