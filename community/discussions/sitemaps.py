"""The site map for search engines: all public threads of listed kinds, in shards."""

from collections.abc import Iterable, Sequence
from html import escape

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from community.accounts.models import Audience
from community.discussions.channels import lists_channel
from community.discussions.feeds import NOBODY, tag_path
from community.discussions.kinds import Kind, kind_named, listed_kinds
from community.discussions.models import Container, Tag, Thread, ThreadTag
from community.kernel.export import absolute, xml_text
from community.live.pages import for_visitors

SHARD = 10_000  # ids: what stands in a shard changes only with its own threads
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _public(kinds: Iterable[Kind]) -> QuerySet[Thread]:
    live = Thread.objects.filter(kind__in=[kind.name for kind in kinds], deleted_at=None)
    return live.filter(audience_id=Audience.PUBLIC_ID)


@for_visitors(lambda: [lists_channel()])
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The shards that hold anything, with when the newest of each was."""
    shards = _public(listed_kinds()).annotate(shard=F("pk") / SHARD).values("kind", "shard")
    rows = shards.annotate(last=Max("bumped_at")).order_by("kind", "shard")
    maps = [(absolute(request, "/sitemap-places.xml"), "")]
    for row in rows:
        at = f"/sitemap-{kind_named(row['kind']).plural}-{row['shard']}.xml"
        maps.append((absolute(request, at), row["last"].isoformat(timespec="seconds")))
    return _xml("sitemapindex", "sitemap", maps)


@require_safe
def threads(request: HttpRequest, kind: str, shard: int) -> HttpResponse:
    """The public threads of a kind in one range of ids."""
    if shard > 2**62 // SHARD:
        raise Http404
    of = kind_named(kind)
    of_shard = _public([of]).filter(pk__gte=shard * SHARD, pk__lt=(shard + 1) * SHARD)
    found = list(of_shard.only("title", "bumped_at").order_by("pk"))
    if not found:
        raise Http404
    rows = [
        (absolute(request, of.url(thread)), thread.bumped_at.isoformat(timespec="seconds"))
        for thread in found
    ]
    response = _xml("urlset", "url", rows)
    newest = max(thread.bumped_at for thread in found)
    response["Last-Modified"] = http_date(newest.timestamp())
    return response


@for_visitors(lambda: [lists_channel()])
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The lists of each kind, its public containers, and the tags that its public threads have."""
    kinds = listed_kinds()
    containers = list(Container.objects.visible_to(NOBODY).in_order())
    tags = _tags(kinds)
    paths = []
    for kind in kinds:
        paths.append(kind.lists.url("latest"))
        paths += [
            row.get_absolute_url() for row in containers if row.kind == kind.lists.container_kind
        ]
        paths += [tag_path(kind.lists, tag) for tag, names in tags if kind.name in names]
    return _xml("urlset", "url", [(absolute(request, path), "") for path in paths])


def _tags(kinds: Sequence[Kind]) -> list[tuple[Tag, set[str]]]:
    """The tags of public threads, with the kinds of these."""
    public = ThreadTag.objects.filter(tag=OuterRef("pk"))
    has = {
        f"has_{at}": Exists(public.filter(thread__in=_public([kind])))
        for at, kind in enumerate(kinds)
    }
    any_of = Q(*((name, True) for name in has), _connector=Q.OR)
    found = Tag.objects.filter(synonym_of=None).annotate(**has).filter(any_of).order_by("pk")
    return [
        (tag, {kind.name for at, kind in enumerate(kinds) if getattr(tag, f"has_{at}")})
        for tag in found[:SHARD]
    ]


def _xml(root: str, element: str, rows: Iterable[tuple[str, str]]) -> HttpResponse:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{XMLNS}">']
    for address, last in rows:
        modified = f"<lastmod>{last}</lastmod>" if last else ""
        lines.append(f"<{element}><loc>{escape(xml_text(address))}</loc>{modified}</{element}>")
    lines.append(f"</{root}>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


def urls() -> list[URLPattern]:
    return [
        path("sitemap.xml", index, name="sitemap"),
        path("sitemap-places.xml", places, name="sitemap_places"),
        *(
            path(f"sitemap-{kind.plural}-<int:shard>.xml", threads, {"kind": kind.name})
            for kind in listed_kinds()
        ),
    ]
