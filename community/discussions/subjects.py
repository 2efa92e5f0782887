"""Posts, and threads of any kind, as other apps and events speak of them: `discussions.post:7`."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from community.discussions.kinds import kind_of
from community.discussions.models import Post, Thread
from community.kernel.subjects import Shown, register


def find_posts(ids: list[int], viewer: Any) -> Mapping[int, Shown]:
    found = Post.objects.visible_to(viewer).filter(pk__in=ids).select_related("thread")
    return {
        row.pk: Shown(
            gettext("Post %(number)s in %(title)s")
            % {"number": row.number, "title": row.thread.title},
            reverse("discussions:short", args=[row.pk]),
        )
        for row in found
    }


def find_threads(ids: list[int], viewer: Any) -> Mapping[int, Shown]:
    """For events that do not say of which kind the thread is."""
    found = Thread.objects.visible_to(viewer).filter(pk__in=ids)
    return {thread.pk: Shown(thread.title, kind_of(thread).url(thread)) for thread in found}


register("discussions.post", find_posts)
register("discussions.thread", find_threads)
