"""Which groups and shared audiences a member is in, as SQL."""

from community.kernel.statements import Statement

# Whether a group's rule holds for somebody; a group that was chosen by hand has none.
RULE_HOLDS = """
    CASE one.rule
        WHEN '' THEN FALSE
        WHEN 'members' THEN TRUE
        WHEN 'moderators' THEN who.is_moderator AND who.is_active
        ELSE who.trust_level >= right(one.rule, 1)::int
    END
"""

# A member's groups, by hand and by rule, and the shared audiences that hold the member, by name
# or through a group, and through none that is never to be in them.
BELONGS_TO = Statement(f"""
    WITH mine AS MATERIALIZED (
        SELECT grouped.group_id AS id FROM accounts_group_members AS grouped
        WHERE grouped.user_id = %(member)s
        UNION
        SELECT one.id FROM accounts_group AS one
        JOIN accounts_user AS who ON who.id = %(member)s WHERE {RULE_HOLDS}
    ), shared AS (
        SELECT named.audience_id AS id FROM accounts_audience_members AS named
        WHERE named.user_id = %(member)s
        UNION
        SELECT entry.audience_id FROM accounts_audience_groups AS entry
        JOIN mine ON mine.id = entry.group_id
    )
    SELECT TRUE, audience.id FROM accounts_audience AS audience
    JOIN shared ON shared.id = audience.id
    WHERE audience.kind = 'shared' AND NOT EXISTS (
        SELECT FROM accounts_audience_never AS out
        JOIN mine ON mine.id = out.group_id WHERE out.audience_id = audience.id
    )
    UNION ALL SELECT FALSE, mine.id FROM mine
""")  # noqa: S608 - put together from constants
