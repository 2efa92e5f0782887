"""One page of a list, read in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from community.accounts.models import readable_by
from community.accounts.policy import may_run_the_place
from community.discussions.channels import lists_channel
from community.discussions.marks.words import PLACE_CHOICES
from community.discussions.models import Thread
from community.kernel.paging import Page, page_by_key
from community.kernel.templatetags.shown import day
from community.live import bell
from forum.lists import orders, rows
from forum.lists.orders import ORDERS, Order
from forum.lists.scope import Scope
from forum.models import KIND
from forum.queries import TAGS
from forum.tree import crumbs

ROWS = 30
PINNED = 10
MOST_COUNTED = 500
MOST_NEWER = 50


def page_of(  # noqa: PLR0913
    order: Order,
    scope: Scope,
    cursor: str | None,
    size: int = ROWS,
    *,
    light: bool = False,
    without: Sequence[int] = (),
    related: Sequence[str] = (),
) -> Page[Thread]:
    """One page: of each row only what its HTML is asked for with, or all of its columns."""
    found, keys = order.rows(scope), order.keys_of(scope)
    if without:
        found = found.exclude(pk__in=without)
    if light:
        found = found.only(*rows.LIGHT, keys[0])
    else:
        found = found.annotate(tags_beside=TAGS).select_related(*related)
    if keys[0] in {"bumped_at", "hot"} and not order.is_personal and not scope.tag:
        return page_by_key(found, keys=keys, cursor=cursor, size=size, of=scope.apart)
    if scope.containers:
        found = found.filter(container_id__in=scope.containers)
    return page_by_key(found, keys=keys, cursor=cursor, size=size)


def pinned(scope: Scope) -> list[Thread]:
    """What stands above the latest topics: of its category, or of all lists together."""
    if scope.tag:
        return []
    here = Q(container_id__in=scope.containers) if scope.category else Q(is_pinned_everywhere=True)
    until = Q(pinned_until=None) | Q(pinned_until__gt=timezone.now())
    found = Thread.objects.visible_to(scope.viewer).filter(
        here, until, kind=KIND, deleted_at=None, pinned_at__isnull=False
    )
    return list(scope.unmuted(found).only(*rows.LIGHT).order_by("-pinned_at", "-pk")[:PINNED])


def list_page(name: str, scope: Scope, cursor: str | None) -> dict[str, Any]:
    """All that a list's page shows. The bells' versions are read before the rows."""
    versions = bell.versions([lists_channel(pk) for pk in readable_by(scope.viewer)])
    order = ORDERS[name]
    first = pinned(scope) if name == "latest" else []
    page = page_of(order, scope, cursor, light=True, without=[row.pk for row in first])
    is_first = cursor is None or not page.is_asked
    shown = [*(first if is_first else []), *page.rows]
    html = rows.html_of(shown, scope)
    return {
        "order": order,
        "page": page,
        "groups": _groups(order, first if is_first else [], page.rows, html),
        "counts": counts(scope),
        "categories": scope.categories,
        "category": scope.category,
        "crumbs": crumbs(scope.categories, scope.category) if scope.category else [],
        "may_manage": may_run_the_place(scope.viewer),
        "tag": scope.tag,
        "period": scope.period,
        "versions": versions,
        "is_first": cursor is None,
        "newest": max((row.bumped_at for row in shown), default=timezone.now()),
        "watch": _watch(scope),
    }


def _groups(
    order: Order, first: list[Thread], others: list[Thread], html: dict[int, str]
) -> list[dict[str, Any]]:
    """The rows under their headings: what is pinned, then days, or all of them under one."""
    groups = [("Pinned", first)] if first else []
    if order.by_day:
        days = groupby(others, key=lambda row: day(getattr(row, order.by_day)))
        groups += [(heading, list(some)) for heading, some in days]
    elif others:
        groups.append(("", others))
    return [
        {"title": title, "rows": [html[row.pk] for row in some if row.pk in html]}
        for title, some in groups
    ]


def counts(scope: Scope) -> dict[str, int]:
    """How many are unread and new to the member, in one cheap statement, up to 500."""
    if not scope.viewer.is_authenticated:
        return {}
    parts: list[str] = []
    values: list[Any] = []
    for rows_of in (orders.unread, orders.new):
        asked = rows_of(scope)
        if scope.containers:
            asked = asked.filter(container_id__in=scope.containers)
        sql, params = asked.order_by().values("pk")[:MOST_COUNTED].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS rows)")  # noqa: S608 - made by the ORM
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        unread, new = cursor.fetchone()
    return {"unread": unread, "new": new}


def newer(scope: Scope, after: datetime) -> int:
    """How many topics began or changed after that moment, at most fifty."""
    found = orders.latest(scope).filter(bumped_at__gt=after)
    if scope.containers:
        found = found.filter(container_id__in=scope.containers)
    return found.order_by("-bumped_at", "-pk")[:MOST_NEWER].count()


def _watch(scope: Scope) -> dict[str, Any] | None:
    """How closely the member watches the category or tag of this page."""
    kind, pk = scope.subject
    if not scope.viewer.is_authenticated or kind == "forum":
        return None
    level = scope.watched.level(kind, pk)
    return {
        "kind": kind,
        "id": pk,
        "level": "" if level is None else level,
        "levels": PLACE_CHOICES,
    }
