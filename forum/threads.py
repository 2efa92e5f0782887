from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.discussions.containers import registration as containers
from community.discussions.containers.policy import BY_PERMISSIONS
from community.discussions.kinds import Kind, Lists, Tool, register
from community.discussions.models import Post, Thread
from community.discussions.models.containers import ContainerKind
from community.discussions.tags import registration as tags
from community.discussions.tags.actions import count_shown, uncount_hidden
from community.discussions.texts import FACTS, ContainerTexts, Texts
from community.kernel import formats
from community.kernel.addresses import address
from community.kernel.statements import Statement
from community.kernel.text import slug
from forum import policy
from forum.actions import converting, forget_removed_answer
from forum.models import KIND, Category, Topic, topic_url
from forum.queries import WITHOUT_TEXT


def answer(thread: Thread) -> int | None:
    """The answer's id: of the topic that came with its thread, if it did."""
    if Thread.topic.is_cached(thread):
        return thread.topic.solution_id
    return Topic.objects.filter(thread=thread).values_list("solution_id", flat=True).first()


def answers(threads: Collection[int]) -> Iterable[int]:
    """Those of many threads, in one query."""
    solved = Topic.objects.filter(thread__in=threads, solution__isnull=False)
    return solved.values_list("solution_id", flat=True)


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
        return [Tool(label=_("Unmark as solution"), icon="x", url=url, undo=True)]
    if not policy.may_accept_answer(viewer, post.thread):
        return ()
    return [Tool(label=_("Mark as solution"), icon="solved", url=url)]


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
            # Translators: in place of the name of a category that the reader may not see.
            return titles.get(value, gettext("another category"))
        return formats.listed(value) if isinstance(value, list) else str(value)

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

texts = Texts(
    many=_("Topics"),
    all=_("All topics"),
    latest=_("Latest topics"),
    newer=_("Newer topics"),
    older=_("Older topics"),
    more=_("More topics"),
    by_newest=_("Topics by newest activity"),
    feed_of_all=_("Feed of all topics"),
    # Translators: beside a category, and read aloud.
    counted=ngettext_lazy("%(count)s topic", "%(count)s topics", "number"),
    new=_("New topic"),
    start=_("Start a topic"),
    reply=_("Reply to topic"),
    about=_("About this topic"),
    yours=_("Your topic"),
    search=_("Search this topic"),
    delete=_("Delete topic"),
    delete_question=_("Delete this topic?"),
    deleted=_("Topic deleted."),
    too_many_tags=ngettext_lazy(
        "A topic can have at most %(count)s tag. Remove some.",
        "A topic can have at most %(count)s tags. Remove some.",
        "number",
    ),
    one_tag_of_group=_("A topic can have only one tag from the group “%(group)s”."),
    facts=FACTS | {"category": _("Category"), "tags": pgettext_lazy("noun", "Tags")},
    empty={
        "latest": (
            _("No topics yet"),
            _("Ask a question or share something to start the first topic."),
        ),
        "unread": (
            _("No unread topics"),
            _("Topics you started, replied to or track appear here when they have new replies."),
        ),
        "new": (
            _("No new topics"),
            _("New topics from the last 2 days appear here until you open them or mark all read."),
        ),
        "hot": (
            _("No hot topics yet"),
            _("Topics with recent reactions and replies appear here."),
        ),
        "top": (
            _("No top topics in this period"),
            _("Choose a longer period or see the latest topics."),
        ),
        "unanswered": (
            _("No unanswered topics"),
            _("Topics without replies appear here."),
        ),
        "needs-solution": (
            _("No topics need a solution"),
            _("Topics without a solution appear here until one is accepted."),
        ),
        "following": (
            _("You are not following any topics"),
            _("Topics you track or watch appear here. Choose the level on a topic page."),
        ),
    },
)

register(
    Kind(
        name=KIND,
        label="topic",  # no translation: an identifier
        texts=texts,
        url=topic_url,
        view=default_view,
        on_delete=forget_removed_answer,
        answer=answer,
        answers=answers,
        tools=tools,
        on_hide=uncount_hidden,
        on_show=count_shown,
        leave=converting.leave,
        arrive=converting.arrive,
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
        label="category",  # no translation: an identifier
        plural="categories",
        threads=KIND,
        url=lambda category: address("forum:container", category.slug, category.pk),
        texts=ContainerTexts(
            threads_by=_("Topics by category"),
            not_empty=_(
                "Only an empty category can be deleted. Move its topics and subcategories first."
            ),
            would_become_public=ngettext_lazy(
                "Everyone could then read its %(count)s topic. Confirm that you want this.",
                "Everyone could then read its %(count)s topics. Confirm that you want this.",
                "number",
            ),
            more_tags_needed=ngettext_lazy(
                "A topic in this category needs at least %(count)s tag.",
                "A topic in this category needs at least %(count)s tags.",
                "number",
            ),
            tag_of_group_needed=_(
                "A topic in this category needs a tag from the group “%(group)s”."
            ),
        ),
    )
)


tags.register(lambda name: address("forum:tag", name))
