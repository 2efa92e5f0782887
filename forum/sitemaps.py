"""What there is for search engines: a map of all public topics in shards, and robots.txt."""

from collections.abc import Iterable
from html import escape

from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from community.accounts.models import Audience
from community.discussions.channels import lists_channel
from community.discussions.models import Tag, Thread, ThreadTag
from community.kernel.export import absolute, xml_text
from community.live.pages import for_visitors
from forum.feeds import NOBODY, tag_path
from forum.models import KIND, Category, topic_url

SHARD = 10_000  # ids: what stands in a shard changes only with its own topics
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"

# Nothing to be found there, or only the same again in another order.
CLOSED = ["/admin/", "/accounts/", "/settings/", "/search", "/api/", "/graphql/", "/live/",
          "/posts/", "/p/", "/new-topic/", "/preview/", "/announcements/",
          "/*?reply=", "/*&reply=", "/*/print/"]  # fmt: skip


def _public() -> QuerySet[Thread]:
    live = Thread.objects.filter(kind=KIND, deleted_at=None)
    return live.filter(audience_id=Audience.PUBLIC_ID)


@for_visitors(lambda: [lists_channel()])
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The shards that hold anything, with when the newest of each was."""
    shards = _public().annotate(shard=F("pk") / SHARD).values("shard")
    rows = shards.annotate(last=Max("bumped_at")).order_by("shard")
    maps = [(absolute(request, "/sitemap-places.xml"), "")]
    for row in rows:
        at = absolute(request, f"/sitemap-topics-{row['shard']}.xml")
        maps.append((at, row["last"].isoformat(timespec="seconds")))
    return _xml("sitemapindex", "sitemap", maps)


@require_safe
def topics(request: HttpRequest, shard: int) -> HttpResponse:
    """The public topics of one range of ids."""
    if shard > 2**62 // SHARD:
        raise Http404
    of_shard = _public().filter(pk__gte=shard * SHARD, pk__lt=(shard + 1) * SHARD)
    threads = list(of_shard.only("title", "bumped_at").order_by("pk"))
    if not threads:
        raise Http404
    rows = [
        (absolute(request, topic_url(thread)), thread.bumped_at.isoformat(timespec="seconds"))
        for thread in threads
    ]
    response = _xml("urlset", "url", rows)
    newest = max(thread.bumped_at for thread in threads)
    response["Last-Modified"] = http_date(newest.timestamp())
    return response


@for_visitors(lambda: [lists_channel()])
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The home page, the public categories, and the tags that public topics have."""
    public = ThreadTag.objects.filter(tag=OuterRef("pk"), thread__in=_public())
    tags = Tag.objects.filter(Exists(public), synonym_of=None).order_by("pk")[:SHARD]
    paths = ["/"]
    paths += [c.get_absolute_url() for c in Category.objects.visible_to(NOBODY).in_order()]
    paths += [tag_path(tag) for tag in tags]
    return _xml("urlset", "url", [(absolute(request, path), "") for path in paths])


def _xml(root: str, element: str, rows: Iterable[tuple[str, str]]) -> HttpResponse:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{XMLNS}">']
    for address, last in rows:
        modified = f"<lastmod>{last}</lastmod>" if last else ""
        lines.append(f"<{element}><loc>{escape(xml_text(address))}</loc>{modified}</{element}>")
    lines.append(f"</{root}>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {absolute(request, '/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
