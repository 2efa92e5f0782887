"""What pages and APIs need to know of tags."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q
from django.utils.translation import gettext

from community.accounts.models import User
from community.discussions.models import MOST_TAGS, Tag, TagGroup
from community.discussions.tags.names import LONGEST_TAG, tag_name
from community.discussions.tags.policy import may_make_tags
from community.kernel.formats import listed
from community.kernel.text import fold

MOST_LISTED = 500
SUGGESTED = 10


def tags_page(viewer: User | AnonymousUser, *, by_name: bool) -> dict[str, Any]:
    """All tags that the viewer may know of: in their groups, then the others."""
    order = ("name",) if by_name else ("-threads_count", "name")
    listed = Tag.objects.listed_to(viewer).order_by(*order)
    groups = TagGroup.objects.prefetch_related(Prefetch("tags", listed)).order_by("position", "pk")
    return {
        "groups": [group for group in groups if group.tags.all()],
        "others": list(listed.filter(group=None)[:MOST_LISTED]),
        "by_name": by_name,
    }


def suggestions(viewer: User | AnonymousUser, typed: str) -> list[Tag]:
    """The most used tags whose name, or another name of theirs, begins so."""
    begins = fold(typed).removeprefix("#")
    if "\0" in begins:
        return []
    found = Tag.objects.listed_to(viewer).starting_with(begins)
    return list(found.order_by("-threads_count", "name")[:SUGGESTED])


def remarks(viewer: User | AnonymousUser, typed: list[str]) -> list[str]:
    """What the author of a thread should know of these tags before posting: which are new, and
    which will be refused. Tags of threads that the viewer may not read count as new."""
    typed = typed[: 2 * MOST_TAGS]
    names = {fold(name): name for text in typed if (name := tag_name(text))}
    known = Tag.objects.known_to(viewer)
    found = known.filter(Q(folded_name__in=names) | Q(synonyms__folded_name__in=names))
    taken = set(found.values_list("folded_name", flat=True))
    taken |= set(found.values_list("synonyms__folded_name", flat=True))
    unfit = [text[: 2 * LONGEST_TAG] for text in typed if tag_name(text) is None]
    new = [name for folded, name in names.items() if folded not in taken]
    says = []
    if unfit:
        says.append(gettext("Not allowed as a tag: %(names)s.") % {"names": listed(unfit)})
    if new and may_make_tags(viewer):
        says.append(gettext("New, created when you save: %(names)s.") % {"names": listed(new)})
    elif new:
        told = gettext("No such tag: %(names)s. Choose an existing one.")
        says.append(told % {"names": listed(new)})
    return says
