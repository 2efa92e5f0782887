"""What waits for approval in discussions of any kind, and what word filters are tried out on."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from community.discussions.models import Post
from community.discussions.posts.actions.publishing import publish_reply
from community.discussions.posts.actions.screening import REPLY
from community.discussions.uploads.actions_attaching import release
from community.moderation.screening.registration import (
    Holdable,
    Sample,
    register,
    register_recent,
)


def recent_posts(viewer: Any, most: int) -> Sequence[Sample]:
    """The newest posts; the title of a thread belongs to the post that opens it."""
    rows = Post.objects.visible_to(viewer).live().select_related("author", "thread")
    return [
        Sample(
            title=post.thread.title if post.opens_thread else "",
            url=reverse("discussions:short", args=[post.pk]),
            source=post.source,
            author=post.author.username,
            language=post.language,
        )
        for post in rows.order_by("-pk")[:most]
    ]


register(Holdable(name=REPLY, publish=publish_reply, forget=release))
register_recent(recent_posts)
