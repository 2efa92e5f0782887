from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from community.discussions.kinds import Kind, Tool, register
from community.discussions.models import Post, Thread
from forum import policy
from forum.actions import forget_removed_answer
from forum.models import KIND, Category, Topic, topic_url


def answer(thread: Thread) -> int | None:
    return Topic.objects.filter(thread=thread).values_list("solution_id", flat=True).first()


def default_view(thread: Thread) -> str:
    return Topic.objects.select_related("category").get(thread=thread).category.default_view


def tools(post: Post, viewer: Any) -> Sequence[Tool]:
    """Accepting, for whoever may: on every reply that is there."""
    may = policy.may_accept_answer(viewer, post.thread) and post.is_live
    if not may or post.opens_thread:
        return ()
    url = reverse("forum:acceptance", args=[post.pk])
    if answer(post.thread) == post.pk:
        return [Tool(label="Not the answer after all", icon="x", url=url, undo=True)]
    return [Tool(label="Accept as the answer", icon="solved", url=url)]


def facts(thread: Thread) -> Mapping[str, Any]:
    """What edits change of a topic beside its text, as a revision keeps it."""
    topic = Topic.objects.prefetch_related("tags").get(thread=thread)
    tags = sorted(tag.name for tag in topic.tags.all())
    return {"title": thread.title, "category": topic.category_id, "tags": tags}


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
        opened="Asked",
        url=topic_url,
        view=default_view,
        on_delete=forget_removed_answer,
        answer=answer,
        tools=tools,
        facts=facts,
        tell=tell,
    )
)
