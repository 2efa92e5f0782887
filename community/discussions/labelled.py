"""Containers of threads, as labels of their texts: which category a new topic belongs in.

A classifier learns from public threads alone. What is suggested to members depends on what it has
learnt, so texts of a private container, or of a private thread in a public one, would shape what
others are shown. A container that only some may read is therefore never suggested.
"""

from collections.abc import Callable, Iterable, Mapping

from community.ai.registration import Labelled, register
from community.ai.texts import readable
from community.discussions.kinds import Kind, listed_kinds
from community.kernel.languages import Text


def text_of(title: str, html: str) -> str:
    """What is read of a thread: its title, and the beginning of the post that opens it."""
    return f"{title}\n{readable(html)}".strip()


def rows_of(kind: str) -> Callable[[int], Iterable[tuple[str, str]]]:
    """The texts of public threads of a kind and the ids of their containers, the newest first."""

    def rows(most: int) -> Iterable[tuple[str, str]]:
        from community.accounts.models import Audience  # noqa: PLC0415 - only in the worker
        from community.discussions.models import Post, Thread  # noqa: PLC0415

        public = Thread.objects.filter(
            kind=kind, audience=Audience.PUBLIC_ID, deleted_at=None, container_id__isnull=False
        )
        opening = Post.objects.live().filter(number=1, thread__in=public).order_by("-pk")[:most]
        found = opening.values_list("thread__title", "html", "thread__container_id")
        for title, html, container_id in found.iterator():
            yield text_of(title, html), str(container_id)

    return rows


def titles_of(container_kind: str) -> Callable[[], Mapping[str, str]]:
    """The titles of public containers by their ids."""

    def titles() -> Mapping[str, str]:
        from community.accounts.models import Audience  # noqa: PLC0415 - only in the worker
        from community.discussions.models import Container  # noqa: PLC0415

        public = Container.objects.filter(kind=container_kind, audience=Audience.PUBLIC_ID)
        rows = public.in_order().values_list("pk", "title", "parent__title")
        return {str(pk): f"{parent} > {title}" if parent else title for pk, title, parent in rows}

    return titles


def has_labels(kind: Kind) -> bool:
    """Whether threads of the kind lie in containers, which can be suggested."""
    return bool(kind.lists.container_kind)


def label_of(kind: Kind) -> Text:
    return kind.lists.container_texts.threads_by


register(
    *(
        Labelled(
            name=kind.name,
            label=label_of(kind),
            rows=rows_of(kind.name),
            titles=titles_of(kind.lists.container_kind),
        )
        for kind in listed_kinds()
        if has_labels(kind)
    )
)
