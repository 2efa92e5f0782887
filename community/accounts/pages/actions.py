"""Every way in which the site's own pages change."""

from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.accounts import policy
from community.accounts.events import PageEdited
from community.accounts.models import Page, User
from community.events.outbox import publish
from community.kernel import markdown
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import filled
from community.kernel.text import is_blank, one_line, storable

LONGEST_TITLE = 60


class PageThere(RuleViolation):
    code = "page_there"
    title = _("Page already exists")
    message = _("This page already exists. Edit it instead.")


class PageTooLong(RuleViolation):
    code = "too_long"
    title = _("Text too long")
    message = filled(
        ngettext_lazy(
            "A page can have at most %(count)s character.",
            "A page can have at most %(count)s characters.",
            markdown.LONGEST,
        ),
        count=markdown.LONGEST,
    )


class TitleTooLong(RuleViolation):
    code = "title_too_long"
    title = _("Title too long")
    message = filled(
        ngettext_lazy(
            "A page title can have at most %(count)s character.",
            "A page title can have at most %(count)s characters.",
            LONGEST_TITLE,
        ),
        count=LONGEST_TITLE,
    )


class PageEmpty(RuleViolation):
    code = "nothing_written"
    title = _("Required text missing")
    message = _("Enter a title and a text.")


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


class PageChanges(TypedDict, total=False):
    title: str
    source: str


def edit_page(
    *, page: Page, by: User, version: int | None = None, **changes: Unpack[PageChanges]
) -> Page:
    """Change what is given. Raises Stale if it is no longer the `version` that was read."""
    if "title" in changes:
        changes["title"] = one_line(storable(changes["title"]))
    html = _rendered(changes.get("title", page.title), changes.get("source", page.source))
    derived: dict[str, Any] = {"changed_at": timezone.now()}
    if "source" in changes:
        derived |= {"html": html, "html_version": markdown.VERSION}
    with transaction.atomic():
        page = locked(page)
        if not policy.is_administrator(by):
            raise Denied
        check_version(page, version, now=page.source)
        if save_changes(page, changes, **derived):
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
