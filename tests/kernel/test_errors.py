import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from community.kernel.errors import Denied, TooMany, is_away


def caused_by(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError(), True),
        (InterfaceError(), True),
        (caused_by(DatabaseError(), psycopg2.DatabaseError()), True),
        (DatabaseError(), False),
        (IntegrityError(), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_a_lost_connection_has_many_names(error, away):
    assert is_away(error) == away


@pytest.mark.parametrize(
    ("seconds", "wait"), [(1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (61, "2 minutes")]
)
def test_who_was_too_quick_hears_how_long_to_wait(seconds, wait):
    assert str(TooMany(retry_after=seconds)).endswith(f"Try again in {wait}.")


def test_a_refusal_has_a_code_and_words():
    assert (Denied.code, str(Denied())) == ("denied", "You do not have permission to do this.")
