"""Who can be on leaderboards, as SQL."""

# Of `score`, a row of recognition_score. Who works for the site does not compete with members, and
# whoever is suspended at the beginning of the day %(starts)s is left out for it.
ELIGIBLE = """
    JOIN accounts_user AS member ON member.id = score.member_id
        AND member.is_active AND NOT (
            member.is_staff OR member.is_superuser OR member.is_moderator
            OR member.is_bot OR member.is_machine
        )
        AND (member.suspended_until IS NULL OR member.suspended_until <= %(starts)s)
    LEFT JOIN accounts_standing AS standing ON standing.member_id = score.member_id
    WHERE standing.is_on_leaderboards IS DISTINCT FROM false
"""
