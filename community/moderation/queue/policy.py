"""Who may see and decide what waits. Questions only."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from community.accounts.models import User, reads
from community.accounts.policy import is_administrator, may_moderate
from community.moderation.models import ReviewItem
from community.moderation.registration import item_type, reviewables

NOBODY = Q(pk=None)


def may_review(person: User | AnonymousUser) -> bool:
    """Moderators, and members who moderate a container."""
    return may_moderate(person) or bool(_containers(person))


def seen_by(person: User | AnonymousUser) -> Q:
    """The condition "this person may see the item": they may read what it is about, and moderate
    where that stands. What is about themselves says who flagged them, so only administrators, who
    may have to decide it, see that."""
    others = Q() if is_administrator(person) else ~Q(member=person.pk)
    if may_moderate(person):
        return reads(person) & others
    if not (containers := _containers(person)):
        return NOBODY
    there = Q()
    for kind, ids in containers.items():
        there |= Q(subject_kind=kind, container_id__in=ids)
    return reads(person) & there & others


def may_decide(person: User | AnonymousUser, item: ReviewItem) -> bool:
    """Whoever sees it and may decide what they see."""
    if not may_decide_seen(person, item):
        return False
    return ReviewItem.objects.filter(seen_by(person), pk=item.pk).exists()


def may_decide_seen(person: User | AnonymousUser, item: ReviewItem) -> bool:
    """Whoever may write and is not the one whom it is about. Of themselves only administrators
    decide, since there may be nobody else."""
    if not (isinstance(person, User) and person.may_write):
        return False
    if item.member_id == person.pk and not is_administrator(person):
        return False
    known = item_type(item.type)
    return known is not None and known.may_decide(person, item)


def _containers(person: User | AnonymousUser) -> dict[str, list[int]]:
    """By kind of object, where somebody moderates who is no moderator of the whole site."""
    if not (isinstance(person, User) and person.may_write):
        return {}
    found = {kind.kind: list(kind.containers_of(person)) for kind in reviewables()}
    return {kind: ids for kind, ids in found.items() if ids}
