"""What of members' contributions trust levels may require."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import Measure, register
from community.discussions.standing import GIVEN, RECEIVED, REPLY
from experience.recognition.models import Contribution

PREFIX = "recognition."
OF_RULES = {
    "likes_given": Count("pk", filter=Q(rule=GIVEN)),
    "likes_received": Count("pk", filter=Q(rule=RECEIVED)),
    "likers": Count("other", distinct=True, filter=Q(rule=RECEIVED)),
    "days_liked": Count("day", distinct=True, filter=Q(rule=RECEIVED)),
    "topics_replied_to": Count("thread_id", distinct=True, filter=Q(rule=REPLY)),
}


def contributed(member_ids: Sequence[int], since: date | None) -> Mapping[str, Mapping[int, int]]:
    """What members contributed since and what holds, in one query."""
    rules = [GIVEN, RECEIVED, REPLY]
    rows = Contribution.objects.filter(member__in=member_ids, rule__in=rules, holds=True)
    if since:
        rows = rows.filter(day__gte=since)
    counted = rows.order_by("member").values_list("member").annotate(**OF_RULES)
    found = {pk: dict(zip(OF_RULES, numbers, strict=True)) for pk, *numbers in counted}
    return {PREFIX + name: {pk: row[name] for pk, row in found.items()} for name in OF_RULES}


register(
    Measure(
        name="recognition.likes_given", label=_("Reactions given"), counted=contributed, position=40
    ),
    Measure(
        name="recognition.likes_received", label=_("Reactions received"), counted=contributed,
        position=50,
    ),
    Measure(
        name="recognition.likers", label=_("Different members who reacted"),
        counted=contributed, position=60,
    ),
    Measure(
        name="recognition.days_liked", label=_("Days with reactions received"),
        counted=contributed, unit=_("days"), position=70,
    ),
    Measure(
        name="recognition.topics_replied_to", label=_("Topics replied to"),
        counted=contributed, position=35,
    ),
)  # fmt: skip
