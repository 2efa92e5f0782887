"""Which files are in which posts."""

from collections.abc import Collection

from community.accounts.models import User
from community.discussions.models import Post


def attach(post: Post, source: str, by: User) -> None:
    """Within the transaction that writes the post: keep which files it shows."""
    raise NotImplementedError


def wait(review_item_id: int, source: str, by: User) -> None:
    """The post that shows the member's own files waits for approval."""
    raise NotImplementedError


def release(review_item_ids: Collection[int]) -> None:
    """What waited was decided: what no post has is deleted in time, like any other file."""
    raise NotImplementedError
