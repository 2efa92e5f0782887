"""What shows with many threads at once was changed: what is kept of them is no longer true."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet

from community.discussions.models import Post, Thread

LATELY = 500  # threads that somebody wrote in; what is older is made anew within minutes


def mark_changed(*, threads: QuerySet[Thread]) -> list[int]:
    """Say so of these threads, locked in their one order; return their ids."""
    with transaction.atomic(savepoint=False):
        rows = threads.select_for_update(no_key=True).order_by("pk")
        ids = list(rows.values_list("pk", flat=True))
        Thread.objects.filter(pk__in=ids).update(changes=F("changes") + 1)
    return ids


def show_members_anew(*, ids: Iterable[int]) -> list[int]:
    """A name, a picture or a role is another: say so of the threads they wrote in last."""
    found: set[int] = set()
    for pk in set(ids):
        posts = Post.objects.live().filter(author=pk).order_by("-created_at", "-id")
        found.update(posts.values_list("thread_id", flat=True)[:LATELY])
    return mark_changed(threads=Thread.objects.filter(pk__in=found)) if found else []
