from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from community.discussions import watching
from community.discussions.containers import registration as containers
from community.discussions.containers.kinds import ContainerKind
from community.discussions.containers.policy import BY_PERMISSIONS
from community.discussions.kinds import Kind, Tool, register
from community.discussions.models import Post, Thread
from community.discussions.reading import Reason
from community.discussions.tags import registration as tags
from community.discussions.tags.actions import count_shown, uncount_hidden
from community.discussions.watching import Watchable
from community.kernel import subjects
from community.kernel.subjects import Shown
from community.kernel.text import slug
from forum import policy
from forum.actions import forget_removed_answer
from forum.models import KIND, Category, Topic, topic_url


def answer(thread: Thread) -> int | None:
    """The answer's id: of the topic that came with its thread, if it did."""
    if Thread.topic.is_cached(thread):
        return thread.topic.solution_id
    return Topic.objects.filter(thread=thread).values_list("solution_id", flat=True).first()


def default_view(thread: Thread) -> str:
    return Topic.objects.select_related("category").get(thread=thread).category.default_view


def tools(post: Post, viewer: Any) -> Sequence[Tool]:
    """Accepting, for whoever may: on every reply that is there."""
    if post.opens_thread or not (post.is_live and policy.may_solve(viewer, post.thread)):
        return ()
    url = reverse("forum:acceptance", args=[post.pk])
    if answer(post.thread) == post.pk:
        return [Tool(label="Unmark as solution", icon="x", url=url, undo=True)]
    if not policy.may_accept_answer(viewer, post.thread):
        return ()
    return [Tool(label="Mark as solution", icon="solved", url=url)]


def edit_url(thread: Thread) -> str:
    return reverse("forum:edit", args=[slug(thread.title), thread.pk])


def facts(thread: Thread) -> Mapping[str, Any]:
    """What edits change of a topic beside its text, as a revision keeps it."""
    category = Topic.objects.values_list("category_id", flat=True).get(thread=thread)
    tags = sorted(thread.tags.values_list("name", flat=True))
    return {"title": thread.title, "category": category, "tags": tags}


def tell(rows: Sequence[Mapping[str, Any]], viewer: Any) -> list[dict[str, str]]:
    """Those facts in words. A private category's name is for its readers, long afterwards, too."""
    numbers = {row["category"] for row in rows if isinstance(row.get("category"), int)}
    titles = dict(
        Category.objects.visible_to(viewer).filter(pk__in=numbers).values_list("pk", "title")
    )

    def words(name: str, value: Any) -> str:
        if name == "category" and isinstance(value, int):
            return titles.get(value, "another category")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    return [{name: words(name, value) for name, value in row.items()} for row in rows]


register(
    Kind(
        name=KIND,
        label="topic",
        opened="Original poster",
        url=topic_url,
        view=default_view,
        on_delete=forget_removed_answer,
        answer=answer,
        tools=tools,
        on_hide=uncount_hidden,
        on_show=count_shown,
        edit_url=edit_url,
        facts=facts,
        tell=tell,
        **BY_PERMISSIONS,
    )
)


containers.register(
    ContainerKind(
        model=Category,
        label="category",
        plural="Categories",
        threads=KIND,
        url=lambda category: reverse("forum:category", args=[category.slug, category.pk]),
    )
)


def find_forum(ids: list[int], viewer: Any) -> Mapping[int, Shown]:
    """The subject ("forum", 0) stands for all topics."""
    return {0: Shown("All topics", reverse("forum:latest"))} if 0 in ids else {}


subjects.register("forum", find_forum)
watching.register(
    Watchable(
        kind="forum",
        label="forum",
        reason=Reason.CONTAINER,
        threads=lambda ids: Thread.objects.filter(kind=KIND),
        ids_of=lambda thread: (),
        levels=(),
    )
)
tags.register(lambda name: reverse("forum:tag", args=[name]))
