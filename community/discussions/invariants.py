"""What must be true of threads and posts at any moment; `manage.py check_invariants` asks."""

from community.kernel.invariants import register

register(
    "a thread's numbers are 1..highest, and its counters are its rows",
    """
    SELECT thread.id FROM discussions_thread AS thread
    LEFT JOIN discussions_post AS post ON post.thread_id = thread.id
    GROUP BY thread.id
    HAVING count(post.id) <> thread.highest_number
        OR max(post.number) <> thread.highest_number
        OR count(post.id) FILTER (WHERE post.deleted_at IS NULL) <> thread.posts_count
        OR count(post.id) FILTER (
            WHERE post.deleted_at IS NULL AND post.author_id <> thread.author_id
        ) <> thread.others_count
        OR coalesce(sum(post.likes_count) FILTER (WHERE post.deleted_at IS NULL), 0)
            <> thread.likes_count
    """,
)
register(
    "a post's likes are its rows and what was brought along",
    """
    SELECT post.id FROM discussions_post AS post
    LEFT JOIN discussions_like AS liked ON liked.post_id = post.id
    GROUP BY post.id HAVING count(liked.id) + post.imported_score <> post.likes_count
    """,
)
register(
    "a post's reactions are its rows of each kind",
    """
    SELECT post.id FROM discussions_post AS post
    LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(reaction, number) AS counted FROM (
            SELECT reaction, count(*) AS number FROM discussions_like
            WHERE post_id = post.id GROUP BY reaction
        ) AS kinds
    ) AS liked ON true
    WHERE coalesce(liked.counted, '{}') <> post.reactions
    """,
)
register(
    "a post stands under its parent",
    """
    SELECT post.id FROM discussions_post AS post
    JOIN discussions_post AS parent ON parent.id = post.parent_id
    WHERE parent.thread_id <> post.thread_id OR parent.number >= post.number
        OR (parent.number > 1 AND post.path[1] <> parent.path[1])
    """,
)
