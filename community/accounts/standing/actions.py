"""What stands beside members' names is written here, by whoever decides it."""

from collections.abc import Mapping

from django.db import transaction

from community.kernel.statements import Statement

# In the order of ids: another one that writes several members waits and is not waited for.
REPUTATIONS = Statement("""
    WITH wanted AS (
        SELECT * FROM unnest(%(members)s::bigint[], %(reputations)s::int[])
            AS given (member_id, reputation)
    ), locked AS (
        SELECT member.id, wanted.reputation
        FROM accounts_user AS member JOIN wanted ON wanted.member_id = member.id
        WHERE member.reputation <> wanted.reputation
        ORDER BY member.id FOR NO KEY UPDATE OF member
    )
    UPDATE accounts_user AS member SET reputation = locked.reputation
    FROM locked WHERE member.id = locked.id RETURNING member.id
""")


def write_reputations(*, reputations: Mapping[int, int]) -> list[int]:
    """Set members' reputation as it was counted; return those whose number changed."""
    if not reputations:
        return []
    given = {"members": list(reputations), "reputations": list(reputations.values())}
    with transaction.atomic(savepoint=False):
        return [pk for (pk,) in REPUTATIONS.fetched(given)]
