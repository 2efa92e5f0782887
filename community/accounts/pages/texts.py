"""The site's own pages: as staff edited them, or else the default text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

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
    language: str
    changed_at: datetime | None = None
    pk: int | None = None  # none: the one that we ship


def text_of(slug: str) -> Text:
    row = Page.objects.filter(slug=slug).first()
    if row is None:
        return shipped(slug)
    of_site = languages.default()  # staff write for everybody
    return Text(row.slug, row.title, row.source, row.html, of_site, row.changed_at, row.pk)


def shipped(slug: str) -> Text:
    """The text of that name that comes with the product: in the reader's language, if it was
    translated into it as templates/pages/de/about.md, else in English."""
    return _shipped(slug, get_language() or languages.SOURCE)


@cache
def _shipped(slug: str, language: str) -> Text:
    translated = SHIPPED / language / f"{slug}.md"
    is_translated = translated.is_file()
    file = translated if is_translated else SHIPPED / f"{slug}.md"
    source = file.read_text(encoding="utf-8").replace("{{ SITE_NAME }}", settings.SITE_NAME)
    written_in = language if is_translated else languages.SOURCE
    return Text(slug, Page.Slug(slug).label, source, markdown.render(source), written_in)


def versions_to_agree() -> dict[str, int]:
    """Which version of each text somebody agrees to who agrees now."""
    rows = dict(Page.objects.filter(slug__in=TO_AGREE).values_list("slug", "version"))
    return {slug: rows.get(slug, 0) for slug in TO_AGREE}
