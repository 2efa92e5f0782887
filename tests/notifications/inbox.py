"""Rows in a member's list, as the fan-out would write them."""

from typing import Any

from community.notifications.channels import ring_members
from community.notifications.models import Notification
from community.notifications.registration import type_named
from tests.factories import PostFactory


def notified(member: Any, *, post: Any = None, type: str = "discussions.reply", **more: Any) -> Any:  # noqa: A002
    """A notification of the member's of a post, which is made if none is given."""
    post = post or PostFactory()
    known = {
        "reason": "discussions.replied_to", "actors": [post.author_id], "position": post.number,
        "key": f"discussions.post:{post.pk}:{type}", "merges": type_named(type).merges,
    }  # fmt: skip
    row = Notification.objects.create(
        member=member, type=type, subject_kind="discussions.post", subject_id=post.pk,
        context_kind=post.thread.kind, context_id=post.thread_id, **known | more,
    )  # fmt: skip
    ring_members([member.pk])
    return row
