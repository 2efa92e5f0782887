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
    JOIN discussions_container AS category ON category.id = topic.category_id
    WHERE thread.audience_id <> category.audience_id OR thread.container_id <> category.id
    """,
)
register(
    "a category stands one deeper than its parent",
    """
    SELECT category.id FROM discussions_container AS category
    LEFT JOIN discussions_container AS parent ON parent.id = category.parent_id
    WHERE category.depth <> coalesce(parent.depth, 0) + 1
    """,
)
register(
    "a synonym is on no topic and stands for no synonym",
    """
    SELECT tag.id FROM discussions_tag AS tag
    JOIN discussions_tag AS main ON main.id = tag.synonym_of_id
    WHERE main.synonym_of_id IS NOT NULL
        OR EXISTS (SELECT FROM discussions_threadtag WHERE tag_id = tag.id)
    """,
)
register(
    "a topic has at most five tags",
    "SELECT thread_id FROM discussions_threadtag GROUP BY thread_id HAVING count(*) > 5",
)
register(
    "a tag's counter is its public topics, once the relay has folded what happened",
    """
    SELECT tag.id FROM discussions_tag AS tag
    LEFT JOIN (
        SELECT tagged.tag_id, count(*) AS topics FROM discussions_threadtag AS tagged
        JOIN discussions_thread AS thread ON thread.id = tagged.thread_id
        JOIN accounts_audience AS audience ON audience.id = thread.audience_id
        WHERE thread.deleted_at IS NULL AND audience.kind = 'public'
        GROUP BY tagged.tag_id
    ) AS counted ON counted.tag_id = tag.id
    WHERE coalesce(counted.topics, 0) <> tag.threads_count
        AND NOT EXISTS (SELECT FROM events_delivery WHERE subscriber = 'forum.count_tags')
    """,
)
