"""The names of the doorbells of threads and of the lists that they stand in."""

from community.accounts.models import Audience


def thread_channel(thread_id: int) -> str:
    return f"thread.{thread_id}"


def lists_channel(audience_id: int = Audience.PUBLIC_ID) -> str:
    """Rings when anything changes that a list of this audience's threads shows."""
    return f"lists.{audience_id}"
