"""What of members' contributions trust levels may require."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import Measure, Measured, register
from community.discussions.standing import GIVEN, RECEIVED, REPLY
from experience.recognition.models import Contribution

Values = Mapping[int, Measured]


def likes_given(member_ids: Sequence[int], since: date | None, threshold: int) -> Values:
    return _counted(GIVEN, member_ids, since, threshold, Count("pk"))


def likes_received(member_ids: Sequence[int], since: date | None, threshold: int) -> Values:
    return _counted(RECEIVED, member_ids, since, threshold, Count("pk"))


def likers(member_ids: Sequence[int], since: date | None, threshold: int) -> Values:
    return _counted(RECEIVED, member_ids, since, threshold, Count("other", distinct=True))


def days_liked(member_ids: Sequence[int], since: date | None, threshold: int) -> Values:
    return _counted(RECEIVED, member_ids, since, threshold, Count("day", distinct=True))


def topics_replied_to(member_ids: Sequence[int], since: date | None, threshold: int) -> Values:
    return _counted(REPLY, member_ids, since, threshold, Count("thread_id", distinct=True))


def _counted(
    rule: str, member_ids: Sequence[int], since: date | None, threshold: int, value: Any
) -> dict[int, Measured]:
    rows = Contribution.objects.filter(member__in=member_ids, rule=rule, holds=True)
    if since:
        rows = rows.filter(day__gte=since)
    found = dict(rows.order_by("member").values_list("member").annotate(value=value))
    return {pk: Measured(value=found.get(pk, 0), needed=threshold) for pk in member_ids}


register(
    Measure(
        name="recognition.likes_given", label=_("Reactions given"), measure=likes_given, position=40
    ),
    Measure(
        name="recognition.likes_received", label=_("Reactions received"), measure=likes_received,
        position=50,
    ),
    Measure(
        name="recognition.likers", label=_("Different members whose reactions were received"),
        measure=likers, position=60,
    ),
    Measure(
        name="recognition.days_liked", label=_("Days with reactions received"),
        measure=days_liked, unit=_("days"), position=70,
    ),
    Measure(
        name="recognition.topics_replied_to", label=_("Topics replied to"),
        measure=topics_replied_to, position=35,
    ),
)  # fmt: skip
