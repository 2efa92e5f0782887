from collections.abc import Mapping, Sequence
from typing import Any

from community.discussions.containers import registration as containers
from community.discussions.containers.policy import BY_PERMISSIONS
from community.discussions.kinds import Kind, Lists, Tool, register
from community.discussions.models import Post, Thread
from community.discussions.models.containers import ContainerKind
from community.discussions.tags import registration as tags
from community.discussions.tags.actions import count_shown, uncount_hidden
from community.kernel.addresses import address
from community.kernel.statements import Statement
from community.kernel.text import slug
from forum import policy
from forum.actions import forget_removed_answer
from forum.models import KIND, Category, Topic, topic_url
from forum.queries import WITHOUT_TEXT


def answer(thread: Thread) -> int | None:
    """The answer's id: of the topic that came with its thread, if it did."""
    if Thread.topic.is_cached(thread):
        return thread.topic.solution_id
    return Topic.objects.filter(thread=thread).values_list("solution_id", flat=True).first()


DEFAULT_VIEW = Statement(
    "SELECT default_view FROM discussions_container WHERE id = %(container)s::bigint"
)


def default_view(thread: Thread) -> str:
    """As its category has it; asked after a reply in a topic of several pages."""
    if Thread.topic.is_cached(thread) and Topic.category.is_cached(thread.topic):
        return thread.topic.category.default_view
    [(view,)] = DEFAULT_VIEW.fetched({"container": thread.container_id})
    return str(view)


def tools(post: Post, viewer: Any) -> Sequence[Tool]:
    """Accepting, for whoever may: on every reply that is there."""
    if post.opens_thread or not (post.is_live and policy.may_solve(viewer, post.thread)):
        return ()
    url = address("forum:acceptance", post.pk)
    if answer(post.thread) == post.pk:
        return [Tool(label="Unmark as solution", icon="x", url=url, undo=True)]
    if not policy.may_accept_answer(viewer, post.thread):
        return ()
    return [Tool(label="Mark as solution", icon="solved", url=url)]


def edit_url(thread: Thread) -> str:
    return address("forum:edit", slug(thread.title), thread.pk)


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


def solver(thread: Thread) -> int | None:
    """Who wrote the solution, of a topic that came with its thread."""
    solution = thread.topic.solution
    return solution.author_id if solution else None


lists = Lists(
    namespace="forum",
    is_home=True,
    container_kind=Category.KIND,
    has_solutions=True,
    start="forum:start",
    index="forum:categories",
    tags="forum:tags",
    container_settings="forum:category_settings",
    post_url=lambda thread, number: address("forum:post", "-", thread.pk, number),
    solver=solver,
    rows=lambda rows: rows.defer(*WITHOUT_TEXT).select_related("topic__solution"),
)

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
        container=lambda thread: thread.topic.category,
        lists=lists,
        **BY_PERMISSIONS,
    )
)


containers.register(
    ContainerKind(
        model=Category,
        label="category",
        plural="Categories",
        threads=KIND,
        url=lambda category: address("forum:container", category.slug, category.pk),
    )
)


tags.register(lambda name: address("forum:tag", name))
