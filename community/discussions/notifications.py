"""What members are notified of in discussions of any kind."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.accounts.models import User
from community.discussions.models import Post, Thread
from community.discussions.models.reading import Level, Mention, Quote
from community.discussions.notifying.retraction import follow_content, of_member
from community.discussions.notifying.wanted import not_muted, watched
from community.discussions.reading.actions import watch_place, watch_thread
from community.kernel.export import plain_text
from community.kernel.subjects import Subject
from community.notifications.models import Notification
from community.notifications.registration import (
    Content,
    Group,
    NotificationReason,
    NotificationType,
    register,
    register_content,
)

EXCERPT = 200  # characters


def _reacted(others: int) -> str:
    return ngettext(
        "%(actor)s and %(others)s other reacted to your post in %(subject)s",
        "%(actor)s and %(others)s others reacted to your post in %(subject)s",
        others,
    )


register(
    NotificationType(
        name="discussions.mention",
        label=_("Mentions of you"),
        group=Group.REPLIES,
        icon="user",
        position=10,
        rank=10,
        by_mail=True,
        sentence=_("%(actor)s mentioned you in %(subject)s"),
    ),
    NotificationType(
        name="discussions.reply",
        label=_("Replies to your posts"),
        group=Group.REPLIES,
        icon="reply",
        position=20,
        rank=20,
        by_mail=True,
        sentence=_("%(actor)s replied to you in %(subject)s"),
    ),
    NotificationType(
        name="discussions.quote",
        label=_("Quotes of your posts"),
        group=Group.REPLIES,
        icon="quote",
        position=30,
        rank=30,
        sentence=_("%(actor)s quoted you in %(subject)s"),
    ),
    NotificationType(
        name="discussions.post",
        label=_("New posts in what you watch"),
        group=Group.WATCHING,
        icon="talk",
        position=40,
        rank=40,
        by_mail=True,
        sentence=_("%(actor)s posted in %(subject)s"),
    ),
    NotificationType(
        name="discussions.thread",
        label=_("New topics in what you watch"),
        group=Group.WATCHING,
        icon="plus",
        position=50,
        rank=40,
        by_mail=True,
        sentence=_("%(actor)s started %(subject)s"),
    ),
    NotificationType(
        name="discussions.reaction",
        label=_("Reactions to your posts"),
        group=Group.ACTIVITY,
        icon="react",
        position=60,
        merges=True,
        sentence=_("%(actor)s reacted to your post in %(subject)s"),
        sentence_of_many=_reacted,
    ),
    NotificationType(
        name="discussions.state",
        label=_("Changes to topics that you started or watch"),
        group=Group.WATCHING,
        icon="lock",
        position=90,
        sentence=_("%(actor)s changed %(subject)s"),
        sentences={
            "closed": _("%(actor)s closed %(subject)s"),
            "reopened": _("%(actor)s reopened %(subject)s"),
            "archived": _("%(actor)s archived %(subject)s"),
            "unarchived": _("%(actor)s unarchived %(subject)s"),
            "pinned": _("%(actor)s pinned %(subject)s"),
            "moved": _("%(actor)s moved %(subject)s"),
        },
    ),
)
follow_content("discussions.mention", still=of_member(Mention))
follow_content("discussions.quote", still=of_member(Quote))
follow_content(
    "discussions.reply",
    "discussions.post",
    "discussions.thread",
    "discussions.reaction",
    "discussions.state",
)


def mute_thread(*, place: Subject | None, notification: Notification, by: User) -> None:
    """Nothing of this thread any more."""
    _watch(notification, Level.MUTED, by)


def unwatch_thread(*, place: Subject | None, notification: Notification, by: User) -> None:
    """Not each post of this thread, but still what concerns the member."""
    _watch(notification, Level.NORMAL, by)


def unwatch_place(*, place: Subject | None, notification: Notification, by: User) -> None:
    """Not each post of this category or tag. Threads that follow it do so at once."""
    if place is None:
        unwatch_thread(place=None, notification=notification, by=by)
    else:
        watch_place(kind=place.kind, object_id=place.id, level=Level.NORMAL, by=by)


def _watch(notification: Notification, level: Level, by: User) -> None:
    """Raises Denied if the member may not read the thread any more."""
    watch_thread(thread=Thread(pk=notification.context_id), level=level, by=by)


MUTES: dict[str, Any] = {
    "mute_label": _("Mute this topic"),
    "muted": _("Topic muted. You are no longer notified of anything in it."),
    "mute": mute_thread,
    "still": not_muted,
}
UNWATCHES: dict[str, Any] = {
    "mute_label": _("Stop watching this topic"),
    "muted": _("You no longer watch this topic. You are still notified when mentioned."),
    "mute": unwatch_thread,
    "still": watched,
}

register(
    NotificationReason(name="discussions.mentioned", text=_("Because you were mentioned"), **MUTES),
    NotificationReason(
        name="discussions.replied_to", text=_("Because it replies to your post"), **MUTES
    ),
    NotificationReason(name="discussions.quoted", text=_("Because you were quoted"), **MUTES),
    NotificationReason(
        name="discussions.your_post", text=_("Because you wrote this post"), **MUTES
    ),
    NotificationReason(
        name="discussions.started", text=_("Because you started this topic"), **UNWATCHES
    ),
    NotificationReason(
        name="discussions.replied", text=_("Because you replied in this topic"), **UNWATCHES
    ),
    NotificationReason(
        name="discussions.watching", text=_("Because you watch this topic"), **UNWATCHES
    ),
    NotificationReason(
        name="discussions.watched_container",
        text=_("Because you watch %(place)s"),
        mute_label=_("Stop watching this category"),
        muted=_("You no longer watch this category."),
        mute=unwatch_place,
        still=watched,
    ),
    NotificationReason(
        name="discussions.watched_tag",
        text=_("Because you watch #%(place)s"),
        mute_label=_("Stop watching this tag"),
        muted=_("You no longer watch this tag."),
        mute=unwatch_place,
        still=watched,
    ),
)


def find_posts(ids: Sequence[int], viewer: Any) -> Mapping[int, Content]:
    """Posts under the titles of their threads, in one query."""
    found = Post.objects.visible_to(viewer).filter(pk__in=ids).select_related("thread")
    return {post.pk: _content(post) for post in found}


def _content(post: Post) -> Content:
    return Content(
        title=post.thread.title,
        url=reverse("discussions:short", args=[post.pk]),
        excerpt=plain_text(post.html, EXCERPT),
        html=post.html,
        language=post.thread.language,
    )


def visible_posts(ids: Sequence[int], viewer: Any) -> Iterable[int]:
    return Post.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True)


register_content("discussions.post", find_posts, ids=visible_posts)
