"""What pages and doors need to know of tags."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from community.accounts.models import User
from community.kernel.text import fold
from forum.lists.scope import Scope
from forum.models import Tag, TagGroup

MOST_LISTED = 500
SUGGESTED = 10


def tags_page(viewer: User | AnonymousUser, *, by_name: bool) -> dict[str, Any]:
    """All tags that the viewer may know of: in their groups, then the others."""
    order = ("name",) if by_name else ("-topics_count", "name")
    listed = Tag.objects.listed_to(viewer).order_by(*order)
    groups = TagGroup.objects.prefetch_related(Prefetch("tags", listed)).order_by("position", "pk")
    return {
        "groups": [group for group in groups if group.tags.all()],
        "others": list(listed.filter(group=None)[:MOST_LISTED]),
        "by_name": by_name,
        "categories": Scope(viewer=viewer).categories,
    }


def suggestions(viewer: User | AnonymousUser, typed: str) -> list[Tag]:
    """The most used tags whose name, or another name of theirs, begins so."""
    begins = fold(typed).removeprefix("#")
    if "\0" in begins:
        return []
    found = Tag.objects.listed_to(viewer).starting_with(begins)
    return list(found.order_by("-topics_count", "name")[:SUGGESTED])
