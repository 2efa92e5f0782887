"""Whose answers were accepted, for members' pages."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.people.tabs import COUNTED, Figure, Tab, register
from community.discussions.members import LISTED, PAGE, listed, posts_of
from community.discussions.models import Post
from community.kernel.paging import Page, page_by_key


def answers_of(member: User, viewer: Any) -> QuerySet[Post]:
    return posts_of(member, viewer).filter(solves__isnull=False)


def solutions(member: User, viewer: Any, cursor: str | None) -> Page[Post]:
    rows = answers_of(member, viewer).select_related("thread", "solves")
    return listed(page_by_key(rows, keys=["created_at", "pk"], cursor=cursor, size=PAGE))


def count_solutions(member: User, viewer: Any) -> int:
    return answers_of(member, viewer).order_by()[: COUNTED + 1].count()


register(
    Tab(
        slug="solutions",
        label=_("Solutions"),
        position=40,
        rows=solutions,
        template=LISTED,
        empty=_("No solutions yet."),
    ),
    Figure(label=_("Solutions"), position=10, count=count_solutions),
)
