"""The site's own pages: as staff edited them, or else the default text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from community.accounts.models import Page
from community.kernel import languages, markdown

SHIPPED = Path(settings.BASE_DIR) / "templates" / "pages"
TO_AGREE = (Page.Slug.GUIDELINES, Page.Slug.CONDUCT)


@dataclass(frozen=True)
class Text:
    """One page as it is shown."""

    slug: str
    title: languages.Text  # lazy where it is the one that we ship
    source: str
    html: str
    changed_at: datetime | None = None
    pk: int | None = None  # none: the one that we ship


def text_of(slug: str) -> Text:
    row = Page.objects.filter(slug=slug).first()
    if row is None:
        return shipped(slug)
    return Text(row.slug, row.title, row.source, row.html, row.changed_at, row.pk)


@cache
def shipped(slug: str) -> Text:
    """The text of that name that comes with the product."""
    source = (SHIPPED / f"{slug}.md").read_text(encoding="utf-8")
    source = source.replace("{{ SITE_NAME }}", settings.SITE_NAME)
    return Text(slug, Page.Slug(slug).label, source, markdown.render(source))


def versions_to_agree() -> dict[str, int]:
    """Which version of each text somebody agrees to who agrees now."""
    rows = dict(Page.objects.filter(slug__in=TO_AGREE).values_list("slug", "version"))
    return {slug: rows.get(slug, 0) for slug in TO_AGREE}
