"""What each kind of thread decides for itself. Apps register theirs in `threads.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from community.accounts.policy import may_moderate
from community.discussions.models import Post, Thread
from community.kernel import subjects


def any_member(person: Any, thread: Thread) -> bool:
    return bool(person.is_authenticated)


def moderators(person: Any, thread: Thread) -> bool:
    return may_moderate(person)


def no_others(person: Any, post: Post, thread: Thread) -> bool:
    return False


def plain_page(thread: Thread) -> str:
    return reverse("discussions:thread", args=[thread.pk])


def no_tools(post: Post, viewer: Any) -> Sequence["Tool"]:
    return ()


def title_alone(thread: Thread) -> Mapping[str, Any]:
    return {"title": thread.title}


def as_they_stand(rows: Sequence[Mapping[str, Any]], viewer: Any) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in row.items()} for row in rows]


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A button that a kind adds to its posts, shown to whoever may press it."""

    label: str
    icon: str
    url: str
    undo: bool = False  # pressed already: the button takes it back


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Everything but the name has a default that suits a plain discussion.

    `on_reply` and `on_delete` say what else happens in the same transaction, with the thread's
    row locked; `on_hide` and `on_show` do when somebody deletes or restores the whole thread.
    `answer` is the id of the post that stands out, if one does. `facts` are those of
    the thread that edits change, as a revision keeps them; `tell` puts such into words.
    """

    name: str  # "forum.topic": with the thread's id it is a subject
    label: str = "discussion"  # what people call it
    opened: str = "Started"  # the note beside the author of the opening post
    url: Callable[[Thread], str] = plain_page
    view: Callable[[Thread], str] = lambda thread: "nested"  # how its page is read, or "flat"
    may_reply: Callable[[Any, Thread], bool] = any_member
    may_react: Callable[[Any, Thread], bool] = any_member
    may_edit: Callable[[Any, Post, Thread], bool] = no_others  # others' posts, beside moderators
    may_moderate: Callable[[Any, Thread], bool] = moderators
    on_reply: Callable[[Post], None] | None = None
    on_delete: Callable[[Post], None] | None = None
    on_hide: Callable[[Thread, Any], None] | None = None
    on_show: Callable[[Thread, Any], None] | None = None
    answer: Callable[[Thread], int | None] = lambda thread: None
    edit_url: Callable[[Thread], str | None] = lambda thread: None  # where its head is edited
    tools: Callable[[Post, Any], Sequence[Tool]] = no_tools
    facts: Callable[[Thread], Mapping[str, Any]] = title_alone
    tell: Callable[[Sequence[Mapping[str, Any]], Any], list[dict[str, str]]] = as_they_stand


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make the kind known, to the interfaces here and as a subject everywhere."""

    def find(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
        found = Thread.objects.visible_to(viewer).filter(kind=kind.name, pk__in=ids)
        return {thread.pk: subjects.Shown(thread.title, kind.url(thread)) for thread in found}

    _kinds[kind.name] = kind
    subjects.register(kind.name, find)


def names() -> list[str]:
    return sorted(_kinds)


def kind_of(thread: Thread) -> Kind:
    return _kinds[thread.kind]


def kind_named(name: str) -> Kind:
    return _kinds[name]
