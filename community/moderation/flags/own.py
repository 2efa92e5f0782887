"""A member's own flags, with what they are about as far as the member may see it now."""

from collections.abc import Sequence

from community.accounts.models import User
from community.kernel.paging import Page, page_by_key
from community.kernel.subjects import Subject
from community.moderation.models import Flag
from community.moderation.registration import Described, reviewable

PAGE = 20


def own_flag(subject: Subject, member: User) -> Flag | None:
    """The member's latest flag of it."""
    rows = Flag.objects.filter(member=member, item__subject_kind=subject.kind)
    return rows.filter(item__subject_id=subject.id).select_related("item").order_by("-pk").first()


def own_flags(member: User, cursor: str | None) -> Page[Flag]:
    rows = Flag.objects.filter(member=member).select_related("item")
    return page_by_key(rows, keys=["pk"], cursor=cursor, size=PAGE)


def with_content(flags: Sequence[Flag], viewer: User) -> list[tuple[Flag, Described | None]]:
    """Each with what it is about, in one go for each kind; None where it cannot be seen."""
    ids: dict[str, list[int]] = {}
    for flag in flags:
        ids.setdefault(flag.item.subject_kind, []).append(flag.item.subject_id)
    found: dict[Subject, Described] = {}
    for kind, of_kind in ids.items():
        if part := reviewable(kind):
            seen = part.describe(of_kind, viewer)
            found |= {Subject(kind, pk): content for pk, content in seen.items()}
    return [(flag, found.get(flag.item.subject)) for flag in flags]
