"""Locks on tags, in one order: their threads come first, then tags by id.

Whoever puts a tag on a thread or takes it off holds the tag's key; whoever merges or deletes a tag
holds its row, so neither misses the other.
"""

from collections.abc import Iterable

from django.db import connection

from community.discussions.models import Tag


def held_mains(pks: set[int], also: set[int]) -> set[int]:
    """Hold the tags and the ones that they stand for; return the latter's ids.

    All are locked by one statement, in one order: a synonym that is locked before its main tag
    would wait for whoever merges or deletes the two, and they for it.
    """
    while True:
        held = hold_tags(pks | also)
        rows = Tag.objects.filter(pk__in=pks).values_list("pk", "synonym_of_id")
        mains = {main or pk for pk, main in rows}
        if mains <= held:  # else one became a synonym in this moment
            return mains


HOLD = """
    SELECT id FROM discussions_tag
    WHERE id = ANY(%(ids)s)
        OR id IN (SELECT synonym_of_id FROM discussions_tag WHERE id = ANY(%(ids)s))
    ORDER BY id FOR KEY SHARE
"""


def hold_tags(pks: Iterable[int]) -> set[int]:
    """Until the transaction ends nobody merges or deletes these tags, or those that they are
    synonyms of. Their threads are locked before. Return the ids of all that are held."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"ids": sorted(pks)})
        return {pk for (pk,) in cursor.fetchall()}
