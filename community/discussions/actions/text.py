"""What the writing actions share: text that is fit to be stored, and the facts of a thread."""

from typing import Any

from community.accounts.models import User
from community.discussions.models import Thread
from community.kernel import markdown
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import is_blank


class NothingWritten(RuleViolation):
    code = "nothing_written"
    message = "Write something first."


class TooLong(RuleViolation):
    code = "too_long"
    message = f"That is too long. A post holds {markdown.LONGEST:,} characters."


class NotText(RuleViolation):
    code = "not_text"
    message = "There is a character in it that cannot be kept. Type that part anew."


class ThreadIsClosed(Denied):
    code = "thread_is_closed"
    message = "This is closed. Nobody can reply any more."


class ThreadIsArchived(Denied):
    code = "thread_is_archived"
    message = "This is archived. It can be read, and nothing in it changes any more."


def refusal(thread: Thread, *, to_reply: bool = False) -> Denied:
    """Why a policy said no: the thread's state, where that is the reason for nearly everybody."""
    if thread.archived_at:
        return ThreadIsArchived()
    return ThreadIsClosed() if to_reply and thread.closed_at else Denied()


def storable(text: str) -> str:
    """Return `text` if the database can keep it: no NUL, no half of a pair. Raises NotText."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise NotText
    return text


def rendered(source: str) -> str:
    """Return the HTML of a text that may be stored. Raises NothingWritten, TooLong, NotText."""
    if is_blank(storable(source)):
        raise NothingWritten
    if len(source) > markdown.LONGEST:
        raise TooLong
    try:
        return markdown.render(source)
    except markdown.TooMuch as error:
        raise TooLong from error


def facts(thread: Thread, by: User) -> dict[str, Any]:
    """What every ThreadEvent tells."""
    return {
        "actor_id": by.pk,
        "thread_id": thread.pk,
        "kind": thread.kind,
        "container_id": thread.container_id,
        "audience_id": thread.audience_id,
    }
