"""A community to look at on the first start. Each app that shows something has its part here."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from community.accounts.demo import Cast, anybody, make_cast
from community.setup.secrets import DEMONSTRATION
from experience.recognition.demo import fill_standing
from feedback.demo import fill_feedback
from forum.demo import fill_forum

# In order: later ones may build on earlier.
PARTS: list[Callable[[Cast], None]] = [fill_forum, fill_feedback, fill_standing]


def seed() -> str | None:
    """Make the demonstration whole or not at all; return the administrator's password.

    Where anybody has an account already, nothing is made and None returned.
    """
    if anybody():
        return None
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        cast = make_cast(password=password, now=timezone.now())
        for part in PARTS:
            part(cast)
    (settings.DATA_DIR / DEMONSTRATION).touch()  # staff need no second factor to look around
    return password
