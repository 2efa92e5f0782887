"""What trust levels may require of members' conduct."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import Measure, Measured, register
from community.moderation.models import Appeal, Flag, ReviewItem, Sanction

Values = Mapping[int, Measured]


def flags_agreed(member_ids: Sequence[int], since: date | None, threshold: int) -> Values:
    """What the member wrote and moderators decided to be against the rules; many flags of one post
    are one."""
    items = ReviewItem.objects.filter(
        member__in=member_ids, flags__outcome=Flag.Outcome.AGREED, decided_at__isnull=False
    )
    if since:
        items = items.filter(decided_at__gte=_start_of(since))
    return _counted(items, member_ids, threshold)


def sanctions(member_ids: Sequence[int], since: date | None, threshold: int) -> Values:
    """Silences, suspensions and bans that began since, but for those that an appeal lifted."""
    imposed = Sanction.objects.filter(member__in=member_ids, confirmed_at__isnull=False)
    imposed = imposed.exclude(kind=Sanction.Kind.WARNING)
    imposed = imposed.exclude(appeal__outcome=Appeal.Outcome.LIFTED)
    if since:
        imposed = imposed.filter(starts_at__gte=_start_of(since))
    return _counted(imposed, member_ids, threshold)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _counted(
    rows: QuerySet[ReviewItem] | QuerySet[Sanction], member_ids: Sequence[int], threshold: int
) -> dict[int, Measured]:
    counted = rows.order_by("member").values_list("member")
    found = dict(counted.annotate(number=Count("pk", distinct=True)))
    return {pk: Measured(value=found.get(pk, 0), needed=threshold) for pk in member_ids}


register(
    Measure(
        name="moderation.flags_agreed", label=_("Posts flagged and found against the rules"),
        measure=flags_agreed, is_limit=True, position=80,
    ),
    Measure(
        name="moderation.sanctions", label=_("Silences and suspensions"),
        measure=sanctions, is_limit=True, position=90,
    ),
)  # fmt: skip
