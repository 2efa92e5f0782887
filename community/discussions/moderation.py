"""Posts and threads of every kind can be flagged and reviewed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.discussions import actions, policy, trend
from community.discussions.containers.permissions import Action, Value, rules
from community.discussions.kinds import kind_of
from community.discussions.models import Container, Post, Thread
from community.kernel.subjects import Subject
from community.moderation.flags.scoring import THREAD_HIDDEN_BY, THREAD_HIDES_AT
from community.moderation.registration import Described, Reviewable, register
from community.moderation.sentiment.registration import Counted, Trend
from community.moderation.sentiment.registration import register as register_trend

POST, THREAD = "discussions.post", "discussions.thread"


def describe_posts(ids: Sequence[int], viewer: Any) -> Mapping[int, Described]:
    """Those whose thread the viewer may read; removed ones for moderators and their authors."""
    readable = Thread.objects.read_by(viewer)
    found = Post.objects.filter(pk__in=ids, thread__in=readable).select_related("thread")
    seen = [post for post in found if _is_seen(viewer, post, post.thread)]
    titles = _containers([post.thread for post in seen])
    return {
        post.pk: Described(
            title=gettext("Post %(number)s in %(title)s")
            % {"number": post.number, "title": post.thread.title},
            url=reverse("discussions:short", args=[post.pk]),
            **_where(post.thread, titles),
            html=post.html,
            language=post.language,
            member_id=post.author_id,
            is_hidden=post.hidden_at is not None,
            is_deleted=not (post.is_live and post.thread.is_live),
            edit_url=reverse("discussions:edit", args=[post.pk]),
            counts_for=Subject(THREAD, post.thread_id) if post.opens_thread else None,
        )
        for post in seen
    }


def describe_threads(ids: Sequence[int], viewer: Any) -> Mapping[int, Described]:
    """Threads with the words of their opening post."""
    readable = Thread.objects.read_by(viewer).filter(pk__in=ids)
    opening = Post.objects.filter(thread__in=readable, number=1).select_related("thread")
    seen = [post for post in opening if _is_seen(viewer, post, post.thread)]
    titles = _containers([post.thread for post in seen])
    return {
        post.thread_id: Described(
            title=post.thread.title,
            url=kind_of(post.thread).url(post.thread),
            **_where(post.thread, titles),
            html=post.html,
            language=post.language,
            member_id=post.thread.author_id,
            is_hidden=post.thread.hidden_at is not None,
            is_deleted=not post.thread.is_live,
            edit_url=kind_of(post.thread).edit_url(post.thread)
            or reverse("discussions:edit", args=[post.pk]),
        )
        for post in seen
    }


def _is_seen(viewer: Any, post: Post, thread: Thread) -> bool:
    """Authors are told of what is hidden, and see it wherever it is described."""
    is_own = viewer.is_authenticated and viewer.pk == post.author_id
    return (post.is_live and thread.is_live) or is_own or policy.may_hide(viewer, thread)


def _containers(threads: Sequence[Thread]) -> Mapping[int, str]:
    ids = {thread.container_id for thread in threads if thread.container_id}
    return dict(Container.objects.filter(pk__in=ids).values_list("pk", "title")) if ids else {}


def _where(thread: Thread, titles: Mapping[int, str]) -> dict[str, Any]:
    return {
        "audience_id": thread.audience_id,
        "container_id": thread.container_id,
        "container_title": titles.get(thread.container_id or 0, ""),
    }


def containers_of(person: Any) -> Sequence[int]:
    """Where they moderate by permission."""
    known = rules(person)
    return [pk for pk in known.parents if known.verdict(Action.MODERATE, pk) == Value.YES]


def may_moderate_posts(person: Any, found: Described) -> bool:
    """Whoever moderates their container; each kind of thread says the rest when it acts."""
    from_containers = found.container_id in containers_of(person)
    return from_containers or may_moderate(person)


def counts_of_posts(viewer: Any, since: datetime, container: int | None) -> list[Counted]:
    """How posts were scored, where the viewer moderates."""
    within = None if may_moderate(viewer) else containers_of(viewer)
    return trend.counts(viewer, since, container, within)


def _of_post(act: Any, of_thread: Any) -> Any:
    """An opening post goes and comes back with its thread."""

    def do(*, pk: int, by: User) -> object:
        post = Post.objects.select_related("thread").get(pk=pk)
        if post.opens_thread:
            return of_thread(thread=post.thread, by=by)
        return act(post=post, by=by)

    return do


def _of_thread(act: Any) -> Any:
    return lambda pk, by: act(thread=Thread.objects.get(pk=pk), by=by)


register(
    Reviewable(
        kind=POST,
        label=_("Post"),
        describe=describe_posts,
        hide=_of_post(actions.hide_post, actions.hide_thread),
        show=_of_post(actions.unhide_post, actions.unhide_thread),
        delete=_of_post(actions.delete_post, actions.delete_thread),
        containers_of=containers_of,
        may_moderate=may_moderate_posts,
    ),
    Reviewable(
        kind=THREAD,
        label=_("Discussion"),
        describe=describe_threads,
        hide=_of_thread(actions.hide_thread),
        show=_of_thread(actions.unhide_thread),
        delete=_of_thread(actions.delete_thread),
        hides_at=THREAD_HIDES_AT,
        hidden_by=THREAD_HIDDEN_BY,
        containers_of=containers_of,
        may_moderate=may_moderate_posts,
    ),
)
register_trend(Trend(name=POST, label=_("Posts"), counts=counts_of_posts))
