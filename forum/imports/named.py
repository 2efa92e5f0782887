"""What items name, found for all of them at once, whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from community.accounts.imports.actions import numbered_name
from community.accounts.models import User
from community.discussions.models.external_ids import ExternalId
from community.kernel.markdown.names import called
from community.kernel.text import fold
from forum.imports.items import Said, Unfit

MOST_RENAMED = 200  # names of one request that may be another's here, and are looked for


@dataclass(frozen=True)
class Authors:
    """Members, by their names here and by what they were called where they come from."""

    by_name: dict[str, User]
    by_external_id: dict[str, User]

    @classmethod
    def of(cls, posts: Iterable[Said], *, source: str) -> "Authors":
        told = list(posts)
        names = {fold(post.author) for post in told if post.author}
        members = User.objects.filter(is_machine=False)
        named = members.filter(folded_username__in=names) if names else []
        ids = known(
            ExternalId.Kind.USER,
            (post.author_external_id for post in told if post.author_external_id),
            source=source,
        )
        rows = User.objects.in_bulk(ids.values()) if ids else {}
        return cls(
            {member.folded_username: member for member in named},
            {external_id: rows[pk] for external_id, pk in ids.items() if pk in rows},
        )

    def __call__(self, post: Said) -> User:
        """Raises Unfit."""
        if post.author_external_id:
            at, found = "author_external_id", self.by_external_id.get(post.author_external_id)
        else:
            at, found = "author", self.by_name.get(fold(post.author))
        if found is None:
            raise Unfit("unknown_author", at)
        return found


@dataclass(frozen=True)
class Names:
    """Whom "@name" means in texts of the source: who bore the name there or writes here, too.

    Never a member who happens to have the name here.
    """

    here: dict[str, str]  # by the folded name

    @classmethod
    def of(cls, posts: Iterable[Said], *, source: str, authors: Authors) -> "Names":
        names = {fold(name) for post in posts for name in called(post.markdown)}
        if not names:
            return cls({})
        writers = [*authors.by_name.values(), *authors.by_external_id.values()]
        found = {member.folded_username: member.username for member in writers}
        came = ExternalId.objects.filter(site=source, kind=ExternalId.Kind.USER)
        rows = User.objects.filter(is_active=True, pk__in=came.values("object_id"))
        for member in rows.filter(folded_username__in=names):
            found[member.folded_username] = member.username
        missing = sorted(names - found.keys())[:MOST_RENAMED]
        begun = [Q(folded_username__startswith=f"{name}-") for name in missing]
        renamed = list(rows.filter(reduce(or_, begun))) if begun else []
        keys = came.filter(object_id__in=[member.pk for member in renamed])
        numbers = dict(keys.values_list("object_id", "key"))
        for member in renamed:
            name, _, number = member.folded_username.rpartition("-")
            if name in names and numbered_name(name, numbers[member.pk]) == f"{name}-{number}":
                found.setdefault(name, member.username)
        return cls(found)

    def __call__(self, name: str) -> str:
        return self.here.get(fold(name), "")


def known(kind: str, external_ids: Iterable[str], *, source: str) -> dict[str, int]:
    """What these are here, of those that came from the source before."""
    return ExternalId.objects.ids(site=source, kind=kind, external_ids=external_ids)
