"""Where a thread can go, and where it went."""

from typing import Any

from django.db.models import QuerySet

from community.discussions.containers.policy import may_moderate_in
from community.discussions.kinds import kind_of, kinds_that_arrive
from community.discussions.models import Container, Thread


def containers(viewer: Any) -> QuerySet[Container]:
    """Those that the viewer may read and that hold what threads of other kinds can become."""
    kinds = [kind.lists.container_kind for kind in kinds_that_arrive()]
    return Container.objects.visible_to(viewer).filter(kind__in=kinds)


def targets(viewer: Any, thread: Thread) -> QuerySet[Container]:
    """Those of them that the thread can be converted into, as far as the viewer moderates them."""
    seen = containers(viewer).exclude(kind=kind_of(thread).lists.container_kind)
    theirs = [container.pk for container in seen if may_moderate_in(viewer, container.pk)]
    return seen.filter(pk__in=theirs).order_by("kind", "title", "pk")


def converted_url(viewer: Any, pk: int, kind: str, number: int = 0) -> str:
    """The address of a thread that was of this kind and has become another one, or of a post in
    it; empty if there is none that the viewer may see."""
    thread = Thread.objects.visible_to(viewer).filter(pk=pk).exclude(kind=kind).first()
    if thread is None or kind_of(thread).arrive is None:
        return ""
    of = kind_of(thread)
    return of.lists.post_url(thread, number) if number else of.url(thread)
