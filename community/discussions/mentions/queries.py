"""Who was called by name where, and whom one may mean by the first letters of a name."""

from typing import Any

from django.db.models import QuerySet

from community.accounts.models import User
from community.discussions.models import Post, Thread
from community.discussions.models.reading import Mention
from community.kernel.paging import Page, page_by_key
from community.kernel.text import fold

ROWS = 30
MOST = 8  # suggestions
LOOKED_AT = 300  # of the thread's last posts, for who takes part


def mentions_of(member: User) -> QuerySet[Mention]:
    """The posts that call this member, of those that are there and may be read by now."""
    readable = Post.objects.visible_to(member).live()
    found = Mention.objects.filter(member=member.pk, post__in=readable)
    return found.select_related("post__author", "post__thread")


def mentions_page(member: User, cursor: str | None) -> Page[Mention]:
    return page_by_key(mentions_of(member), keys=["id"], cursor=cursor, size=ROWS)


def suggestions(*, begun: str, viewer: User, thread: Thread | None = None) -> list[dict[str, Any]]:
    """Members whose name begins so, those in the thread first, only who may read it."""
    readers = thread.readers() if thread else User.objects.all()
    members = readers.filter(is_active=True, is_machine=False).exclude(pk=viewer.pk)
    members = members.only("username", "title").order_by("folded_username")
    prefix = fold(begun.replace("\0", "")[:60])
    if prefix:
        members = members.filter(folded_username__startswith=prefix)
    found = list(members.filter(pk__in=_in_thread(thread))[:MOST]) if thread else []
    if prefix and len(found) < MOST:
        there = [member.pk for member in found]
        found += members.exclude(pk__in=there)[: MOST - len(found)]
    return [{"name": member.username, "title": member.title} for member in found]


def _in_thread(thread: Thread) -> list[int]:
    last = thread.posts.live().order_by("-number").values_list("author_id", flat=True)[:LOOKED_AT]
    return list(set(last))
