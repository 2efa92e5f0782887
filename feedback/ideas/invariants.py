from community.kernel.invariants import register

register(
    "an idea's board is its thread's container",
    """
    SELECT idea.thread_id FROM feedback_idea AS idea
    JOIN discussions_thread AS thread ON thread.id = idea.thread_id
    WHERE idea.converted_at IS NULL AND (
        thread.kind <> 'feedback.idea' OR thread.container_id IS DISTINCT FROM idea.board_id
    )
    """,
)
register(
    "an idea's status is one of its board, and its category is that of the status",
    """
    SELECT idea.thread_id FROM feedback_idea AS idea
    JOIN feedback_status AS status ON status.id = idea.status_id
    WHERE status.board_id <> idea.board_id OR status.category <> idea.category
    """,
)
register(
    "an idea is merged into one that is not merged itself",
    """
    SELECT idea.thread_id FROM feedback_idea AS idea
    JOIN feedback_idea AS target ON target.thread_id = idea.merged_into_id
    WHERE target.merged_into_id IS NOT NULL
    """,
)
register(
    "a private idea is read by its author and the team, any other by whoever reads its board",
    """
    SELECT idea.thread_id FROM feedback_idea AS idea
    JOIN discussions_thread AS thread ON thread.id = idea.thread_id
    JOIN discussions_container AS board ON board.id = idea.board_id
    LEFT JOIN feedback_privateaudience AS own
        ON own.board_id = idea.board_id AND own.author_id = thread.author_id
    WHERE idea.converted_at IS NULL AND thread.audience_id IS DISTINCT FROM
        CASE WHEN idea.is_private THEN own.audience_id ELSE board.audience_id END
    """,
)
