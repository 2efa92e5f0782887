"""Whom a name in a text means: who has it, or who had it when the text was written."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils import timezone

from community.accounts.models import FormerName, User
from community.discussions.models import Post
from community.kernel.text import fold


def named(names: Collection[str], post: Post | None = None) -> dict[str, User]:
    """The members that these folded names mean, of those who can act.

    A name that was given up within the year means who gave it up. In a post that is stored
    already, a name goes on meaning who was called by it, whoever has it by now.
    """
    people = User.objects.filter(is_active=True, is_machine=False)
    people = people.only("username", "folded_username")
    found = {member.folded_username: member for member in people.filter(folded_username__in=names)}
    if post is None and found.keys() >= set(names):
        return found
    former: dict[str, list[FormerName]] = defaultdict(list)
    for row in FormerName.objects.filter(folded_name__in=names).order_by("reserved_until"):
        former[row.folded_name].append(row)
    if not former:
        return found
    had = people.in_bulk({row.member_id for rows in former.values() for row in rows})
    called = set(post.mentions.values_list("member_id", flat=True)) if post else set()
    for name, rows in former.items():
        current = found.get(name)
        theirs = [row for row in rows if row.member_id in had]
        meant = _of_old(name, theirs, current, post, called) if post else None
        if meant is None and current is None:
            meant = next((row.member_id for row in theirs if _is_reserved(row)), None)
        if meant in had:
            found[name] = had[meant]
    return found


def _of_old(
    name: str,
    rows: Sequence[FormerName],
    current: User | None,
    post: Post,
    called: Collection[int],
) -> int | None:
    """Who was meant when the post was written last, as far as it is known."""
    written = post.edited_at or post.created_at
    then = [row.member_id for row in rows if row.reserved_until > written][:1]
    everybody = [*then, *([current.pk] if current else []), *(row.member_id for row in rows)]
    if was_called := next((pk for pk in everybody if pk in called), None):
        return was_called
    return then[0] if then and f"@{name}" in fold(post.source) else None


def _is_reserved(row: FormerName) -> bool:
    return row.reserved_until > timezone.now()
