"""What the writing actions share: text that is fit to be stored, and the facts of a thread."""

from typing import Any

from community.accounts.models import User
from community.discussions.models import Thread
from community.kernel import markdown
from community.kernel.errors import RuleViolation


class NothingWritten(RuleViolation):
    code = "nothing_written"
    message = "Write something first."


class TooLong(RuleViolation):
    code = "too_long"
    message = f"That is too long. A post holds {markdown.LONGEST:,} characters."


def rendered(source: str) -> str:
    """Return the HTML of a text that may be stored. Raises NothingWritten, TooLong."""
    if not source.replace("\0", "").strip():
        raise NothingWritten
    if len(source) > markdown.LONGEST:
        raise TooLong
    return markdown.render(source)


def facts(thread: Thread, by: User) -> dict[str, Any]:
    """What every ThreadEvent tells."""
    return {
        "actor_id": by.pk,
        "thread_id": thread.pk,
        "kind": thread.kind,
        "container_id": thread.container_id,
        "audience_id": thread.audience_id,
    }
