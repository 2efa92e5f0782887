"""What is brought in once for all tests of a module: each goes back to it, the last to nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def world(django_db_blocker: Any) -> Iterator[None]:
    """Around a fixture of a module, whose tests then may not commit."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
