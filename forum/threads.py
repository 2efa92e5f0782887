from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from community.accounts.models import Audience
from community.discussions.kinds import Kind, Tool, register
from community.discussions.models import Post, Thread
from community.kernel.text import slug
from forum import policy
from forum.actions import forget_removed_answer
from forum.actions.tags import count_use
from forum.models import KIND, Topic, topic_url


def answer(thread: Thread) -> int | None:
    return Topic.objects.filter(thread=thread).values_list("solution_id", flat=True).first()


def default_view(thread: Thread) -> str:
    return Topic.objects.select_related("category").get(thread=thread).category.default_view


def tools(post: Post, viewer: Any) -> Sequence[Tool]:
    """Accepting, for whoever may: on every reply that is there."""
    if post.opens_thread or not (post.is_live and policy.may_solve(viewer, post.thread)):
        return ()
    url = reverse("forum:acceptance", args=[post.pk])
    if answer(post.thread) == post.pk:
        return [Tool(label="Not the answer after all", icon="x", url=url, undo=True)]
    if not policy.may_accept_answer(viewer, post.thread):
        return ()
    return [Tool(label="Accept as the answer", icon="solved", url=url)]


def hide(thread: Thread, by: Any) -> None:
    if thread.audience_id == Audience.PUBLIC_ID:
        count_use(thread, by, more=False)


def show(thread: Thread, by: Any) -> None:
    if thread.audience_id == Audience.PUBLIC_ID:
        count_use(thread, by, more=True)


def edit_url(thread: Thread) -> str:
    return reverse("forum:edit", args=[slug(thread.title), thread.pk])


register(
    Kind(
        name=KIND,
        label="topic",
        opened="Asked",
        url=topic_url,
        view=default_view,
        may_reply=policy.may_reply,
        may_react=policy.may_react,
        may_edit=policy.may_edit_others,
        may_moderate=policy.may_moderate_thread,
        on_delete=forget_removed_answer,
        answer=answer,
        tools=tools,
        on_hide=hide,
        on_show=show,
        edit_url=edit_url,
    )
)
