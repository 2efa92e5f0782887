from community.kernel.invariants import register

register(
    "the items of published releases are marked so, and those of drafts are not",
    """
    SELECT item.id FROM feedback_releaseitem AS item
    JOIN feedback_release AS release ON release.id = item.release_id
    WHERE item.is_published <> (release.published_at IS NOT NULL)
    """,
)
