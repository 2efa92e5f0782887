"""One page of a list, read in a fixed number of queries."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from community.accounts.models import readable_by
from community.accounts.policy import is_administrator
from community.discussions.channels import lists_channel
from community.discussions.containers.tree import crumbs
from community.discussions.lists import orders, rows
from community.discussions.lists.orders import ORDERS, Order, Rows
from community.discussions.lists.scope import Scope
from community.discussions.lists.sidebar import sidebar
from community.discussions.models import Thread, ThreadTag
from community.discussions.reading.words import PLACE_CHOICES
from community.kernel.paging import Page, first_page, first_rows, page_by_key
from community.kernel.prepared import Prepared, cached_query, prepare
from community.kernel.templatetags.shown import day
from community.live import bell

# The names of a thread's tags, read beside it: `rows.annotate(tags_beside=TAGS)`.
TAGS = ArraySubquery(
    ThreadTag.objects.filter(thread=OuterRef("pk")).order_by("tag__name").values("tag__name")
)

ROWS = 30
PINNED = 10
MOST_COUNTED = 500
MOST_NEWER = 50


def page_of(
    order: Order,
    scope: Scope,
    cursor: str | None,
    size: int = ROWS,
    *,
    related: Sequence[str] = (),
) -> Page[Thread]:
    """One page, of each row all of its columns."""
    found, apart = rows_of(order, scope)
    found = found.annotate(tags_beside=TAGS).select_related(*related)
    return page_by_key(found, keys=order.keys_of(scope), cursor=cursor, size=size, of=apart)


def light_page(
    order: Order, scope: Scope, cursor: str | None, without: Sequence[int] = ()
) -> Page[Thread]:
    """One page, of each row only what its HTML is asked for with. The first page is prepared."""
    keys = order.keys_of(scope)
    if cursor:
        found, apart = _light(order, scope, without)
        return page_by_key(found, keys=keys, cursor=cursor, size=ROWS, of=apart)

    def make() -> Prepared:
        found, apart = _light(order, scope.anybodys(), without)
        return prepare(first_rows(found, keys=keys, size=ROWS, of=apart), scope.slots)

    read = cached_query(("list", order.name, scope.shape, tuple(without)), make)
    return first_page(read.rows(scope.values), keys=keys, size=ROWS)


def _light(order: Order, scope: Scope, without: Sequence[int]) -> tuple[Rows, list[Q]]:
    found, apart = rows_of(order, scope)
    light = found.only(*rows.LIGHT, order.keys_of(scope)[0])
    return (light.exclude(pk__in=without) if without else light), apart


def rows_of(order: Order, scope: Scope) -> tuple[Rows, list[Q]]:
    """A list's rows; apart, the conditions that narrow it to its containers, each by an index."""
    found, keys = order.rows(scope), order.keys_of(scope)
    if keys[0] in {"bumped_at", "hot"} and not order.is_personal and not scope.tag:
        return found, scope.apart
    if scope.container_ids:
        found = found.filter(container_id__in=scope.container_ids)
    return found, []


def pinned(scope: Scope) -> list[Thread]:
    """What stands above the latest threads: of its container, or of all lists together."""
    if scope.tag:
        return []
    read = cached_query(
        ("pinned", scope.shape), lambda: prepare(_pinned(scope.anybodys()), scope.slots)
    )
    found: list[Thread] = read.rows(scope.values)
    return found


def _pinned(scope: Scope) -> Rows:
    here = Q(is_pinned_everywhere=True)
    if scope.container:
        here = Q(container_id__in=scope.container_ids)
    until = Q(pinned_until=None) | Q(pinned_until__gt=scope.slots["now"])
    threads = Thread.objects.visible_to(scope.viewer).listed(scope.kind.name)
    found = threads.filter(here, until, pinned_at__isnull=False)
    return scope.unmuted(found).only(*rows.LIGHT).order_by("-pinned_at", "-pk")[:PINNED]


def list_page(name: str, scope: Scope, cursor: str | None) -> dict[str, Any]:
    """All that a list's page shows. The bells' versions are read before the rows."""
    versions = bell.versions([lists_channel(pk) for pk in readable_by(scope.viewer)])
    order = ORDERS[name]
    first = pinned(scope) if name == "latest" else []
    page = light_page(order, scope, cursor, [row.pk for row in first])
    is_first = cursor is None or not page.is_asked
    shown = [*(first if is_first else []), *page.rows]
    html = rows.html_of(shown, scope)
    return {
        "kind": scope.kind,
        "order": order,
        "empty": partial(order.empty_of, scope.kind),  # asked where there are no rows
        "page": page,
        "groups": _groups(order, first if is_first else [], page.rows, html),
        "counts": counts(scope),
        "containers": scope.containers,
        "sidebar": sidebar(scope),
        "container": scope.container,
        "crumbs": crumbs(scope.containers, scope.container) if scope.container else [],
        "may_manage": is_administrator(scope.viewer),
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
    groups = [(gettext("Pinned"), first)] if first else []
    if order.by_day:
        days = groupby(others, key=_days(order.by_day))
        groups += [(heading, list(some)) for heading, some in days]
    elif others:
        groups.append(("", others))
    return [
        {
            "title": title,
            # Rendered by a template, which escapes.
            "html": mark_safe("".join(html[row.pk] for row in some if row.pk in html)),  # noqa: S308
        }
        for title, some in groups
    ]


def _days(name: str) -> Callable[[Thread], str]:
    """What to say above the rows of a day, said once a day."""
    said: dict[date, str] = {}

    def heading(row: Thread) -> str:
        at = getattr(row, name)
        on = timezone.localtime(at).date()
        if on not in said:
            said[on] = day(at)
        return said[on]

    return heading


def counts(scope: Scope) -> dict[str, int]:
    """How many are unread and new to the member, in one cheap statement, up to 500."""
    if not scope.viewer.is_authenticated:
        return {}
    read = cached_query(("counts", scope.shape), lambda: _counts(scope.anybodys()))
    [(unread, new)] = read.fetched(scope.values)
    return {"unread": unread, "new": new}


def _counts(scope: Scope) -> Prepared:
    read = []
    for name in ("unread", "new"):
        found = ORDERS[name].rows(scope).order_by().values("pk")
        if scope.container_ids:
            found = found.filter(container_id__in=scope.container_ids)
        read.append(prepare(found[:MOST_COUNTED], scope.slots, prefix=name))
    counts = [f"(SELECT count(*) FROM ({one.sql}) AS rows)" for one in read]  # noqa: S608 - made by the ORM
    constants = {name: value for one in read for name, value in one.constants.items()}
    return Prepared(f"SELECT {', '.join(counts)}", constants)


def newer(scope: Scope, after: datetime) -> int:
    """How many threads were started or changed after that moment, at most fifty."""
    found = orders.latest(scope).filter(bumped_at__gt=after)
    if scope.container_ids:
        found = found.filter(container_id__in=scope.container_ids)
    return found.order_by("-bumped_at", "-pk")[:MOST_NEWER].count()


def _watch(scope: Scope) -> dict[str, Any] | None:
    """How closely the member watches the container or tag of this page."""
    kind, pk = scope.subject
    if not scope.viewer.is_authenticated or not pk:
        return None
    level = scope.watched.level(kind, pk)
    return {
        "kind": kind,
        "id": pk,
        "level": "" if level is None else level,
        "levels": PLACE_CHOICES,
    }
