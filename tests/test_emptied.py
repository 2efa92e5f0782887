"""What holds for the tests themselves: one that commits leaves nothing to those after it."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests import emptied
from tests.factories import PostFactory


def rows():
    """All rows of the tables that have any."""
    with connection.cursor() as cursor:
        found = {}
        for table in emptied.filled(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.mark.django_db(transaction=True)
def test_the_database_becomes_what_migrate_left():
    before = rows()
    PostFactory()
    ContentType.objects.filter(model="post").delete()
    assert rows() != before

    emptied.empty()

    assert rows() == before
