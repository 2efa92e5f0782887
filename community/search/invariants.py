"""What must be true of the index; of posts and containers, their own app says it."""

from community.kernel.invariants import register

register(
    "a member who can be found has a page, and the other way round",
    """
    SELECT coalesce(document.object_id, member.id) FROM accounts_user AS member
    FULL JOIN (
        SELECT object_id FROM search_document WHERE source = 'accounts.member'
    ) AS document ON document.object_id = member.id
    WHERE coalesce(member.is_active AND NOT member.is_machine, false)
            <> (document.object_id IS NOT NULL)
        AND EXISTS (SELECT FROM search_document WHERE source = 'accounts.member')
        AND NOT EXISTS (SELECT FROM search_outdated)
        AND NOT EXISTS (SELECT FROM events_delivery WHERE subscriber = 'search.index_members')
    """,
)
