"""What each kind of thread decides for itself. Apps register theirs in `threads.py`."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.policy import may_moderate
from community.discussions.models import Container, Post, Thread
from community.discussions.models.containers import container_kind
from community.discussions.models.reading import Reason
from community.discussions.reading import watching
from community.discussions.texts import IN_CATEGORIES, PLAIN, ContainerTexts, Texts
from community.kernel import subjects
from community.kernel.addresses import address
from community.kernel.languages import Text


def any_member(person: Any, thread: Thread) -> bool:
    return bool(person.is_authenticated)


def moderators(person: Any, thread: Thread) -> bool:
    return may_moderate(person)


def no_others(person: Any, post: Post, thread: Thread) -> bool:
    return False


def plain_page(thread: Thread) -> str:
    return address("discussions:thread", thread.pk)


def numbered(thread: Thread, number: int) -> str:
    return address("discussions:numbered", thread.pk, number)


def never(person: Any, thread: Thread) -> bool:
    return False


def no_states(threads: Collection[int]) -> Mapping[int, Sequence[str]]:
    return {}


def no_tools(post: Post, viewer: Any) -> Sequence["Tool"]:
    return ()


def container_of(thread: Thread) -> Container | None:
    return Container.objects.filter(pk=thread.container_id).first() if thread.container_id else None


def title_alone(thread: Thread) -> Mapping[str, Any]:
    return {"title": thread.title}


def as_they_stand(rows: Sequence[Mapping[str, Any]], viewer: Any) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in row.items()} for row in rows]


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A button that a kind adds to its posts, shown to whoever may press it."""

    label: Text
    icon: str
    url: str
    undo: bool = False  # pressed already: the button takes it back


DISCUSSIONS = _("Discussions")


@dataclass(frozen=True, kw_only=True)
class Lists:
    """The lists, feeds and part of the site map of a kind, at the routes of `thread_list_urls`.

    `namespace` is that of these routes. With the number 0 it is also the subject that stands for
    all threads of the kind. `start`, `index`, `tags` and `container_settings` name routes of the
    domain's own, where it has them: where a thread is started, all containers, all tags, a
    container's settings.
    """

    namespace: str = ""  # without one, the kind has no lists
    title: Text = DISCUSSIONS
    is_home: bool = False  # its lists are the site's home page
    container_kind: str = ""  # the kind of containers that its threads lie in: "forum.category"
    has_solutions: bool = False
    start: str = ""
    index: str = ""
    tags: str = ""
    container_settings: str = ""
    post_url: Callable[[Thread, int], str] = numbered  # the address of a post by its number
    solver: Callable[[Thread], int | None] = lambda thread: None  # who solved it
    rows: Callable[[QuerySet[Thread]], QuerySet[Thread]] = lambda rows: rows  # with what that asks

    @property
    def feed_title(self) -> Text:
        return settings.SITE_NAME if self.is_home else self.title

    def url(self, name: str, *args: Any) -> str:
        return address(self.urls[name], *args)

    @cached_property
    def urls(self) -> Mapping[str, str]:
        """The names of its routes, for templates, too."""
        return {name: f"{self.namespace}:{name}" for name in ROUTES}

    @property
    def container_label(self) -> str:
        """A container's name in addresses, and in what programs are told; empty where there is
        none. People are shown `container_texts`."""
        return container_kind(self.container_kind).label if self.container_kind else ""

    @property
    def container_plural(self) -> str:
        return container_kind(self.container_kind).plural if self.container_kind else ""

    @property
    def container_texts(self) -> ContainerTexts:
        return container_kind(self.container_kind).texts if self.container_kind else IN_CATEGORIES


ROUTES = (
    "latest", "newer", "tag", "container", "thread_feed", "container_feed", "tag_feed",
    "latest_feed",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Everything but the name has a default that suits a plain discussion.

    `on_reply` and `on_delete` say what else happens in the same transaction, with the thread's
    row locked; `on_hide` and `on_show` do when somebody deletes or restores the whole thread.
    `leave` is called when somebody converts a thread of the kind to another, with both locked
    and before anything has changed; `arrive` when one becomes this kind, after it has moved to the
    container. Either may refuse. `answer` is the id of the post that stands out, if one does, and
    `answers` are those of many threads, given by their ids. `facts` are those of the thread that
    edits change, as a revision keeps them; `tell` puts such into words.

    `label` and its plural are what programs are told: names of routes and types, descriptions of
    the APIs. People are shown `texts`.
    """

    name: str  # "forum.topic": with the thread's id it is a subject
    label: str = "discussion"
    texts: Texts = PLAIN
    url: Callable[[Thread], str] = plain_page
    view: Callable[[Thread], str] = lambda thread: "nested"  # how its page is read, or "flat"
    may_reply: Callable[[Any, Thread], bool] = any_member
    may_react: Callable[[Any, Thread], bool] = any_member
    may_edit: Callable[[Any, Post, Thread], bool] = no_others  # others' posts, beside moderators
    may_moderate: Callable[[Any, Thread], bool] = moderators
    needs_approval: Callable[[Any, Thread], bool] = never  # whether replies wait for a moderator
    on_reply: Callable[[Post], None] | None = None
    on_delete: Callable[[Post], None] | None = None
    on_hide: Callable[[Thread, Any], None] | None = None
    on_show: Callable[[Thread, Any], None] | None = None
    answer: Callable[[Thread], int | None] = lambda thread: None
    answers: Callable[[Collection[int]], Iterable[int]] = lambda threads: ()
    # How a thread becomes another kind, and this one: see `discussions.converting`.
    leave: Callable[[Thread, Any], None] | None = None
    arrive: Callable[[Thread, Container, Any], None] | None = None
    edit_url: Callable[[Thread], str | None] = lambda thread: None  # where its head is edited
    tools: Callable[[Post, Any], Sequence[Tool]] = no_tools
    facts: Callable[[Thread], Mapping[str, Any]] = title_alone
    tell: Callable[[Sequence[Mapping[str, Any]], Any], list[dict[str, str]]] = as_they_stand
    # Values of `status:` in searches, beside those that all threads have, of threads by their ids.
    states: Callable[[Collection[int]], Mapping[int, Sequence[str]]] = no_states
    container: Callable[[Thread], Container | None] = container_of
    lists: Lists = Lists()

    @property
    def plural(self) -> str:
        return f"{self.label}s"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make the kind known, to the interfaces here and as a subject everywhere."""

    def find(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
        """Those that were converted since, too: a subject is kept for as long as what says it."""
        kinds = {kind.name, *(one.name for one in kinds_that_arrive() if kind.leave)}
        found = Thread.objects.visible_to(viewer).filter(kind__in=kinds, pk__in=ids)
        return {
            thread.pk: subjects.Shown(thread.title, kind_of(thread).url(thread)) for thread in found
        }

    _kinds[kind.name] = kind
    subjects.register(kind.name, find)
    if kind.lists.namespace:
        _register_all(kind)


def _register_all(kind: Kind) -> None:
    """The subject that stands for all threads of the kind: what "mark all read" is said of."""

    def find(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
        shown = subjects.Shown(str(kind.texts.all), kind.lists.url("latest"))
        return {0: shown} if 0 in ids else {}

    subjects.register(kind.lists.namespace, find)
    watching.register(
        watching.Watchable(
            kind=kind.lists.namespace,
            label=kind.lists.namespace,
            reason=Reason.CONTAINER,
            threads=lambda ids: Thread.objects.filter(kind=kind.name),
            ids_of=lambda threads: (),
            levels=(),
        )
    )


def names() -> list[str]:
    return sorted(_kinds)


def kind_named(name: str) -> Kind:
    return _kinds[name]


def listed_kinds() -> list[Kind]:
    """Those that have lists, the site's home first."""
    listed = [kind for kind in _kinds.values() if kind.lists.namespace]
    return sorted(listed, key=lambda kind: (not kind.lists.is_home, kind.name))


def kinds_that_arrive() -> list[Kind]:
    """Those that threads of other kinds can become."""
    return [kind for _name, kind in sorted(_kinds.items()) if kind.arrive]


def kind_of(thread: Thread) -> Kind:
    return _kinds[thread.kind]
