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
    "a topic is readable by those who may read its category",
    """
    SELECT topic.thread_id FROM forum_topic AS topic
    JOIN discussions_thread AS thread ON thread.id = topic.thread_id
    JOIN forum_category AS category ON category.id = topic.category_id
    WHERE thread.audience_id <> category.audience_id OR thread.container_id <> category.id
    """,
)
register(
    "a category stands one deeper than its parent",
    """
    SELECT category.id FROM forum_category AS category
    LEFT JOIN forum_category AS parent ON parent.id = category.parent_id
    WHERE category.depth <> coalesce(parent.depth, 0) + 1
    """,
)
