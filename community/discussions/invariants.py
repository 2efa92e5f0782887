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
register(
    "a thread is readable by those who may read its container, or has readers of its own",
    """
    SELECT thread.id FROM discussions_thread AS thread
    JOIN discussions_container AS container ON container.id = thread.container_id
    WHERE thread.audience_id <> container.audience_id AND (
        thread.audience_id = 0 OR EXISTS (
            SELECT FROM discussions_container AS other WHERE other.audience_id = thread.audience_id
        )
    )
    """,
)
register(
    "a container lies one deeper than its parent",
    """
    SELECT container.id FROM discussions_container AS container
    LEFT JOIN discussions_container AS parent ON parent.id = container.parent_id
    WHERE container.depth <> coalesce(parent.depth, 0) + 1
    """,
)
register(
    "a synonym is on no thread and stands for no synonym",
    """
    SELECT tag.id FROM discussions_tag AS tag
    JOIN discussions_tag AS main ON main.id = tag.synonym_of_id
    WHERE main.synonym_of_id IS NOT NULL
        OR EXISTS (SELECT FROM discussions_threadtag WHERE tag_id = tag.id)
    """,
)
register(
    "a thread has at most five tags",
    "SELECT thread_id FROM discussions_threadtag GROUP BY thread_id HAVING count(*) > 5",
)
register(
    "a tag's counter is its public threads, once the relay has folded what happened",
    """
    SELECT tag.id FROM discussions_tag AS tag
    LEFT JOIN (
        SELECT tagged.tag_id, count(*) AS threads FROM discussions_threadtag AS tagged
        JOIN discussions_thread AS thread ON thread.id = tagged.thread_id
        JOIN accounts_audience AS audience ON audience.id = thread.audience_id
        WHERE thread.deleted_at IS NULL AND audience.kind = 'public'
        GROUP BY tagged.tag_id
    ) AS counted ON counted.tag_id = tag.id
    WHERE coalesce(counted.threads, 0) <> tag.threads_count
        AND NOT EXISTS (SELECT FROM events_delivery WHERE subscriber = 'discussions.count_tags')
    """,
)
register(
    "whoever follows a thread and has not read its last post is a candidate of the unread list",
    """
    SELECT reading.id FROM discussions_reading AS reading
    JOIN discussions_thread AS thread ON thread.id = reading.thread_id
    WHERE reading.level >= 2 AND reading.unread_hint = 0 AND NOT thread.has_outdated_hints
        AND reading.last_read_number < thread.highest_number
    """,
)

# Documents follow by the relay and by a job: while either has something left, they may differ.
INDEXED = """
    NOT EXISTS (SELECT FROM search_outdated)
    AND NOT EXISTS (
        SELECT FROM events_delivery
        WHERE subscriber IN ('discussions.index', 'discussions.index_containers', 'forum.index')
    )
"""
register(
    "a post that can be found is there, of a thread that is there, and has its version",
    f"""
    SELECT document.object_id FROM search_document AS document
    LEFT JOIN discussions_post AS post ON post.id = document.object_id
    LEFT JOIN discussions_thread AS thread ON thread.id = post.thread_id
    WHERE document.source = 'discussions.post' AND {INDEXED} AND (
        thread.id IS NULL OR thread.deleted_at IS NOT NULL OR post.deleted_at IS NOT NULL
        OR post.version <> document.version
    )
    """,  # noqa: S608 - put together from constants
)
register(
    "a post is found by those who may read its thread",
    f"""
    SELECT document.object_id FROM search_document AS document
    JOIN discussions_thread AS thread ON thread.id = document.group_id
    WHERE document.source = 'discussions.post' AND {INDEXED} AND (
        thread.audience_id <> document.audience_id
        OR thread.container_id IS DISTINCT FROM document.container_id
    )
    """,  # noqa: S608 - put together from constants
)
register(
    "a post that is there can be found, if posts of its kind can",
    f"""
    SELECT post.id FROM discussions_post AS post
    JOIN discussions_thread AS thread ON thread.id = post.thread_id
    WHERE post.deleted_at IS NULL AND thread.deleted_at IS NULL AND {INDEXED}
        AND thread.kind IN (
            SELECT DISTINCT kind FROM search_document WHERE source = 'discussions.post'
        )
        AND NOT EXISTS (
            SELECT FROM search_document
            WHERE source = 'discussions.post' AND object_id = post.id
        )
    """,  # noqa: S608 - put together from constants
)
register(
    "a container that can be found is there, and is found by those who may read it",
    f"""
    SELECT document.object_id FROM search_document AS document
    LEFT JOIN discussions_container AS container ON container.id = document.object_id
    WHERE document.source = 'discussions.container' AND {INDEXED}
        AND container.audience_id IS DISTINCT FROM document.audience_id
    """,  # noqa: S608 - put together from constants
)
register(
    "what is counted of a member's quota is their files",
    """
    SELECT coalesce(usage.member_id, kept.owner_id) FROM discussions_uploadusage AS usage
    FULL JOIN (
        SELECT owner_id, sum(bytes) AS bytes FROM discussions_upload GROUP BY owner_id
    ) AS kept ON kept.owner_id = usage.member_id
    WHERE coalesce(usage.bytes, 0) <> coalesce(kept.bytes, 0)
    """,
)
register(
    "a file is in a post, or known to be in none since some time",
    """
    SELECT upload.id FROM discussions_upload AS upload
    WHERE (upload.orphaned_at IS NULL) <> EXISTS (
        SELECT FROM discussions_postupload WHERE upload_id = upload.id
    )
    """,
)
