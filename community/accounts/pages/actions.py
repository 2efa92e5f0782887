"""Every way in which the site's own pages change."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.accounts import policy
from community.accounts.events import PageEdited
from community.accounts.models import Page, User
from community.events.outbox import publish
from community.kernel import markdown
from community.kernel.errors import Denied, RuleViolation, Stale
from community.kernel.text import is_blank, one_line, storable

LONGEST_TITLE = 60


class PageThere(RuleViolation):
    code = "page_there"
    message = "This page already exists. Edit it instead."


class PageTooLong(RuleViolation):
    code = "too_long"
    message = f"A page can have at most {markdown.LONGEST:,} characters."


class TitleTooLong(RuleViolation):
    code = "title_too_long"
    message = f"A page title can have at most {LONGEST_TITLE} characters."


class PageEmpty(RuleViolation):
    code = "nothing_written"
    message = "Enter a title and a text."


def write_page(*, slug: str, title: str, source: str, by: User) -> Page:
    """Replace a default text. Raises PageThere."""
    if not policy.is_administrator(by):
        raise Denied
    title = one_line(storable(title))
    page = Page(slug=slug, title=title, source=source)
    page.html, page.html_version = _rendered(title, source), markdown.VERSION
    page.changed_at = timezone.now()
    try:
        with transaction.atomic():
            page.save(force_insert=True)
            publish(PageEdited(actor_id=by.pk, page_id=page.pk, version=page.version))
    except IntegrityError as error:
        raise PageThere from error
    return page


def edit_page(
    *,
    page: Page,
    by: User,
    title: str | None = None,
    source: str | None = None,
    version: int | None = None,
) -> Page:
    """Change what is given. Raises Stale if it is no longer the `version` that was read."""
    title = one_line(storable(title or ""))
    html = _rendered(title or page.title, source or page.source)
    with transaction.atomic():
        page = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
        if not policy.is_administrator(by):
            raise Denied
        if version not in {None, page.version}:
            raise Stale(version=page.version, now=page.source)
        if (title or page.title, source or page.source) == (page.title, page.source):
            return page
        page.title = title or page.title
        if source:
            page.source, page.html, page.html_version = source, html, markdown.VERSION
        page.version += 1
        page.changed_at = timezone.now()
        page.save()
        publish(PageEdited(actor_id=by.pk, page_id=page.pk, version=page.version))
    return page


def forget_page(*, page: Page, by: User) -> None:
    """Show the default text again."""
    if not policy.is_administrator(by):
        raise Denied
    with transaction.atomic():
        found = Page.objects.select_for_update().filter(pk=page.pk).first()
        if found:
            publish(PageEdited(actor_id=by.pk, page_id=found.pk, version=0))
            found.delete()


def _rendered(title: str, source: str) -> str:
    if is_blank(title) or is_blank(storable(source)):
        raise PageEmpty
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong
    if len(source) > markdown.LONGEST:
        raise PageTooLong
    made = markdown.rendering(source)
    if made.is_blank:
        raise PageEmpty
    return made.html
