"""Whose ideas these are, for members' pages."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.people.tabs import COUNTED, Figure, Tab, register
from community.discussions.members import LISTED, PAGE, listed, posts_of
from community.discussions.models import Post
from community.kernel.paging import Page, page_by_key
from feedback.models import Idea


def ideas_of(member: User, viewer: Any) -> QuerySet[Post]:
    """The descriptions of a member's ideas that the viewer may see. Merged ones are not counted
    twice."""
    seen = Idea.objects.visible_to(viewer).listed()
    return posts_of(member, viewer).filter(number=1, thread__in=seen.values("pk"))


def ideas(member: User, viewer: Any, cursor: str | None) -> Page[Post]:
    rows = ideas_of(member, viewer).select_related("thread")
    return listed(page_by_key(rows, keys=["created_at", "pk"], cursor=cursor, size=PAGE))


def count_ideas(member: User, viewer: Any) -> int:
    return ideas_of(member, viewer).order_by()[: COUNTED + 1].count()


register(
    Tab(
        slug="ideas",
        label=_("Ideas"),
        position=45,
        rows=ideas,
        template=LISTED,
        empty=_("No ideas yet."),
    ),
    Figure(label=_("Ideas"), position=15, count=count_ideas),
)
