"""What ideas are worth to customers, computed again when votes or organisations change."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from feedback.models import OPEN, Idea

AT_ONCE = 500  # ideas in a transaction

# A voter belongs to the organisation that they belong to now. Only where staff voted for a member
# and named another one, that one counts. Each organisation counts once, however many of its
# members voted, and so does the one that the idea was submitted for.
COMPUTE = """
    WITH voter AS (
        SELECT vote.idea_id, CASE WHEN vote.source = 'on_behalf'
            THEN coalesce(vote.organisation_id, membership.organisation_id)
            ELSE membership.organisation_id END AS organisation_id
        FROM feedback_vote AS vote
        LEFT JOIN accounts_organisationmember AS membership ON membership.user_id = vote.user_id
        WHERE vote.idea_id = ANY(%(ids)s) AND vote.value > 0 AND vote.superseded_at IS NULL
    ), customer AS (
        SELECT idea_id, organisation_id FROM voter WHERE organisation_id IS NOT NULL
        UNION
        SELECT idea.thread_id, coalesce(idea.organisation_id, membership.organisation_id)
        FROM feedback_idea AS idea LEFT JOIN accounts_organisationmember AS membership
            ON membership.user_id = idea.on_behalf_of_id
        WHERE idea.thread_id = ANY(%(ids)s)
            AND coalesce(idea.organisation_id, membership.organisation_id) IS NOT NULL
    ), worth AS (
        SELECT asked.id, coalesce(
            (
                SELECT sum(organisation.yearly_value) FROM customer
                JOIN accounts_organisation AS organisation
                    ON organisation.id = customer.organisation_id
                WHERE customer.idea_id = asked.id
            ), 0) AS value,
            (SELECT count(*) FROM customer WHERE idea_id = asked.id) AS organisations,
            (
                SELECT count(*) FROM voter WHERE idea_id = asked.id AND organisation_id IS NULL
            ) AS individuals
        FROM unnest(%(ids)s) AS asked (id)
    )
    UPDATE feedback_idea AS idea
    SET organisations_value = least(worth.value, 9223372036854775807)::bigint,
        organisations_count = worth.organisations, individuals_count = worth.individuals,
        valued_at = now()
    FROM worth
    WHERE idea.thread_id = worth.id AND (
        idea.valued_at IS NULL
        OR (idea.organisations_value, idea.organisations_count, idea.individuals_count)
            IS DISTINCT FROM (worth.value, worth.organisations, worth.individuals)
    )
"""


def value_ideas(*, ids: Iterable[int]) -> int:
    """Compute the customer value of these ideas again, in one statement for each AT_ONCE of them.
    Return how many have another one than before."""
    wanted = sorted({*ids})
    return sum(_value(wanted[at : at + AT_ONCE]) for at in range(0, len(wanted), AT_ONCE))


def _value(ids: Sequence[int]) -> int:
    """The rows are locked by a statement of its own: the one that counts must begin after it, or
    it would not see the votes of those whom it waited for."""
    with transaction.atomic(), connection.cursor() as cursor:
        held = [*Idea.objects.filter(pk__in=ids).locked().values_list("pk", flat=True)]
        cursor.execute(COMPUTE, {"ids": held})
        return int(cursor.rowcount)


def value_open_ideas() -> int:
    """Compute again what open ideas are worth, and closed ones that were marked. Return how many
    have another value than before."""
    changed, last = 0, 0
    rows = Idea.objects.filter(category__in=OPEN) | Idea.objects.filter(valued_at=None)
    while ids := [*rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]]:
        changed += value_ideas(ids=ids)
        last = ids[-1]
    return changed


def mark_valued_by_organisations() -> None:
    """After an organisation is gone, nobody knows which ideas it was counted for: all that count
    one are computed again at night."""
    Idea.objects.filter(organisations_count__gt=0).update(valued_at=None)
