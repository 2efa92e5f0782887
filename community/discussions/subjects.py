"""Posts as other apps speak of them: `discussions.post:7`."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from community.discussions.models import Post
from community.kernel.subjects import Shown, register


def find_posts(ids: list[int], viewer: Any) -> Mapping[int, Shown]:
    found = Post.objects.visible_to(viewer).filter(pk__in=ids).select_related("thread")
    return {
        row.pk: Shown(
            f"Post {row.number} in {row.thread.title}", reverse("discussions:short", args=[row.pk])
        )
        for row in found
    }


register("discussions.post", find_posts)
