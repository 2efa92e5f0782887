"""What an app calls in `threads.py` to make its kind of containers known."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from community.discussions.containers.tree import within
from community.discussions.models import Thread
from community.discussions.models.containers import ContainerKind, add_container_kind
from community.discussions.models.reading import Reason
from community.discussions.reading import watching
from community.kernel import subjects


def register(kind: ContainerKind) -> None:
    """Make the kind known here, as a subject everywhere, and as something to watch."""
    threads = Thread.objects.filter(kind=kind.threads)

    def find(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
        found = kind.model.objects.visible_to(viewer).filter(pk__in=ids)
        return {row.pk: subjects.Shown(row.title, row.get_absolute_url()) for row in found}

    def inside(pk: int) -> Sequence[int]:
        """The container and those in it, which is all that a list of it shows."""
        return within(pk, dict(kind.model.objects.values_list("pk", "parent_id")))

    def containers_of(threads: Sequence[Thread]) -> Iterable[tuple[int, int]]:
        return [(one.pk, one.container_id or 0) for one in threads if one.kind == kind.threads]

    add_container_kind(kind)
    subjects.register(kind.name, find)
    watching.register(
        watching.Watchable(
            kind=kind.name,
            label=kind.label,
            reason=Reason.CONTAINER,
            threads=lambda ids: threads.filter(container_id__in=ids),
            ids_of=containers_of,
            covers=inside,
        )
    )
