"""What of members' contributions trust levels may require."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import Counts, Measure, register
from community.discussions.measures import counts
from community.discussions.standing import GIVEN, RECEIVED, REPLY
from experience.recognition.models import Contribution

PREFIX = "recognition."
OF_RULES: list[tuple[str, str, str, bool]] = [  # name, rule, what is counted, each once
    ("likes_given", GIVEN, "pk", False),
    ("likes_received", RECEIVED, "pk", False),
    ("likers", RECEIVED, "other", True),
    ("days_liked", RECEIVED, "day", True),
    ("topics_replied_to", REPLY, "thread_id", True),
]


def contributed(member_ids: Sequence[int], sinces: Sequence[date | None]) -> Counts:
    """What members contributed since and what holds, in one query."""
    rules = [GIVEN, RECEIVED, REPLY]
    rows = Contribution.objects.filter(member__in=member_ids, rule__in=rules, holds=True)
    sums: dict[tuple[str, date | None], Any] = {}
    for since in sinces:
        lately = Q(day__gte=since) if since else Q()
        for name, rule, what, is_distinct in OF_RULES:
            sums[PREFIX + name, since] = Count(
                what, filter=Q(rule=rule) & lately, distinct=is_distinct
            )
    return counts(rows, sums, sinces)


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
