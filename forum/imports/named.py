"""What items name, found for all of them at once, whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass

from community.accounts.models import User
from community.discussions.origins import Origin
from community.kernel.text import fold
from forum.imports.items import Said, Unfit


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
            Origin.Kind.USER,
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


def known(kind: str, external_ids: Iterable[str], *, source: str) -> dict[str, int]:
    """What these are here, of those that came from the source before."""
    return Origin.objects.ids(site=source, kind=kind, external_ids=external_ids)
