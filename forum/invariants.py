from community.kernel.invariants import register

register(
    "a topic's answer is a live reply in it",
    """
    SELECT topic.thread_id FROM forum_topic AS topic
    JOIN discussions_post AS post ON post.id = topic.solution_id
    WHERE post.thread_id <> topic.thread_id OR post.number = 1 OR post.deleted_at IS NOT NULL
    """,
)
register(
    "a topic's thread is solved if the topic has an answer, and else is not",
    """
    SELECT topic.thread_id FROM forum_topic AS topic
    JOIN discussions_thread AS thread ON thread.id = topic.thread_id
    WHERE (topic.solution_id IS NULL) <> (thread.solved_at IS NULL)
    """,
)
register(
    "a topic's category is its thread's container",
    """
    SELECT topic.thread_id FROM forum_topic AS topic
    JOIN discussions_thread AS thread ON thread.id = topic.thread_id
    WHERE thread.container_id IS DISTINCT FROM topic.category_id
    """,
)
