"""What was searched for, as staff see it."""

from datetime import UTC, timedelta
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone

from community.kernel.errors import Denied
from community.search.log.policy import may_see_search_counts
from community.search.models import SearchCount

DAYS = 30
MOST = 200


def search_counts(viewer: Any) -> list[dict[str, Any]]:
    """What was searched for in the last 30 days, at most 200 queries: those most often without
    results first. Raises Denied."""
    if not may_see_search_counts(viewer):
        raise Denied
    since = timezone.now().astimezone(UTC).date() - timedelta(days=DAYS)
    rows = SearchCount.objects.filter(day__gt=since).values("query")
    counted = rows.annotate(searches=Sum("searches_count"), empty=Sum("empty_count"))
    named = counted.values("query", "searches", without_results=F("empty"))
    ordered = named.order_by("-without_results", "-searches", "query")
    return [dict(row) for row in ordered[:MOST]]
