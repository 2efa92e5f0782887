"""Sessions in the database, as Django keeps them, read by a statement that is planned already."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from community.kernel.statements import Statement

READ = Statement(
    "SELECT session_data FROM django_session WHERE session_key = %(key)s AND expire_date > %(now)s"
)


class SessionStore(db.SessionStore):
    """Named as Django's: what it signs says the name of the class."""

    def load(self) -> dict[str, Any]:
        """What the session of this key holds; nothing, and no key, where there is none."""
        rows = READ.fetched({"key": self.session_key, "now": timezone.now()})
        if not rows:
            self._session_key = None
            return {}
        return self.decode(rows[0][0])
