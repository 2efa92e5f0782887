"""The Atom feed of public releases."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from community.kernel.export import absolute, for_feeds, origin, xml_text
from community.live.pages import for_visitors
from feedback.models import Release, ReleaseItem
from feedback.releases import queries
from feedback.releases.channels import covered
from feedback.releases.views import board_asked

NOBODY = AnonymousUser()
MOST = 30  # entries
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@for_visitors(covered, query=["board"])
@require_safe
def releases_feed(request: HttpRequest) -> HttpResponse:
    """What everybody may read, whoever asks: of all boards, or of one."""
    board = board_asked(request, NOBODY)
    releases = queries.newest_releases(NOBODY, MOST, board)
    queries.with_items(releases, NOBODY)
    title = gettext("Releases of %(name)s") % {"name": board.title if board else settings.SITE_NAME}
    host = urlsplit(origin(request)).hostname
    feed = Atom1Feed(
        title=xml_text(title),
        link=absolute(request, "/releases/"),
        description=None,
        language=get_language(),
        feed_url=absolute(request, request.get_full_path()),
        feed_guid=f"tag:{host},2026:feed.releases" + (f".{board.pk}" if board else ""),
    )
    for release in releases:
        at = absolute(request, release.get_absolute_url())
        feed.add_item(
            title=xml_text(f"{release.name}: {release.title}"),
            link=at,
            description=xml_text(_content(release, at)),
            unique_id=f"tag:{host},2026:release.{release.pk}",
            pubdate=release.published_at,
            updateddate=release.published_at,
        )
    updated = max((one.published_at for one in releases if one.published_at), default=NEVER)
    response = HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
    response["Last-Modified"] = http_date(updated.timestamp())
    return response


def _content(release: Release, page: str) -> str:
    """The notes and the lines."""
    lines = "".join(
        f"<li>{ReleaseItem.Group(item.group).label}: {escape(item.text)}</li>"
        for item in release.shown_items  # type: ignore[attr-defined]
    )
    return for_feeds(release.html, page) + (f"<ul>{lines}</ul>" if lines else "")
