"""The only ways an action refuses. Each interface maps them once (http, rest, graphql, admin)."""

import errno
from collections.abc import Mapping, Sequence

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.kernel import formats
from community.kernel.languages import Text

TITLES: dict[str, Text] = {"rule_violation": _("Not possible")}  # by code


class RuleViolation(Exception):
    """The request is understood, and the rules of the domain forbid it.

    `code` is for machines and never changes; `message` is for people, in the reader's language.
    `title` names the kind of error, the same wherever the code is used.
    """

    code = "rule_violation"
    title: Text = TITLES["rule_violation"]
    message: Text = _("This is not possible right now.")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "title" in vars(cls):
            TITLES[cls.code] = cls.title
        TITLES.update(vars(cls).get("titles", {}))  # of a class with several codes

    def __str__(self) -> str:
        return str(self.message)


class Denied(RuleViolation):
    """This person may not do this."""

    code = "denied"
    title = _("Permission denied")
    message: Text = _("You do not have permission to do this.")


class NotSignedIn(Denied):
    code = "not_signed_in"
    title = _("Not signed in")
    message = _("Sign in first.")


class Invalid(RuleViolation):
    """What was sent can be read, but something in it is not valid: `fields` says what is wrong, by
    the names that it was sent with. Each child has a code of its own."""

    fields: Mapping[str, Sequence[str]] = {}


class NothingWritten(RuleViolation):
    """A text shows nothing."""

    code = "nothing_written"
    title = _("Required text missing")
    message = _("Write something first.")


class Stale(RuleViolation):
    """Somebody else was faster: what the caller changed is no longer what is there."""

    code = "stale"
    title = _("Edit conflict")
    message: Text = _("Somebody else changed this in the meantime.")

    def __init__(self, *, version: int | None = None, now: str = "") -> None:
        """`version` and `now` are None and empty where there is no text that has versions."""
        super().__init__()
        self.version = version
        self.now = now


class TooMany(RuleViolation):
    """Too often in too short a time; `retry_after` is in seconds."""

    code = "too_many"
    title = _("Too many requests")

    def __init__(self, *, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after

    @property
    def message(self) -> str:  # type: ignore[override]
        if self.retry_after < 60:
            return ngettext(
                "Too many requests. Try again in %(count)s second.",
                "Too many requests. Try again in %(count)s seconds.",
                self.retry_after,
            ) % {"count": formats.number(self.retry_after)}
        minutes = -(-self.retry_after // 60)
        return ngettext(
            "Too many requests. Try again in %(count)s minute.",
            "Too many requests. Try again in %(count)s minutes.",
            minutes,
        ) % {"count": formats.number(minutes)}


class Unavailable(Exception):
    """A server that we lean on (Redis, mail) does not answer. Try later; nothing is lost."""


NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def is_away(error: BaseException | None) -> bool:
    """Whether the database or the store of files was lost, or a disk takes nothing more.

    psycopg2 has several names for that; one is the plainest of all, without a code of SQL.
    """
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return True
    if isinstance(error, OperationalError | InterfaceError):
        return True
    if _is_store_away(error):
        return True
    return type(error) is DatabaseError and getattr(error.__cause__, "pgcode", "") is None


def _is_store_away(error: BaseException | None) -> bool:
    """Whether an S3-compatible store did not answer, or said that it cannot. Its library is not
    loaded to ask that: most places have none."""
    families = [one for one in type(error).__mro__ if one.__module__ == "botocore.exceptions"]
    if any(one.__name__ in {"ConnectionError", "HTTPClientError"} for one in families):
        return True
    answer = (getattr(error, "response", None) or {}) if families else {}
    return bool(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500)
