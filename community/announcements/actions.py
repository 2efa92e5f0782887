"""Every way the line above all pages changes."""

from datetime import datetime, timedelta
from typing import TypedDict, Unpack

import nh3
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from markdown_it import MarkdownIt

from community.accounts.models import User
from community.announcements import policy
from community.announcements.events import AnnouncementEdited, AnnouncementEnded, AnnouncementMade
from community.announcements.models import Announcement
from community.events.outbox import publish
from community.kernel import markdown
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Denied, NothingWritten, RuleViolation
from community.kernel.languages import filled
from community.kernel.moments import sane
from community.kernel.text import is_blank, one_line, storable

LONGEST = 400


class _Inline(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return markdown.leads_somewhere(url)


_inline = _Inline("zero").enable(["emphasis", "link", "escape"])


class AnnouncementTooLong(RuleViolation):
    code = "announcement_too_long"
    title = _("Announcement too long")
    message = filled(
        ngettext_lazy(
            "The announcement is too long. The limit is %(count)s character.",
            "The announcement is too long. The limit is %(count)s characters.",
            LONGEST,
        ),
        count=LONGEST,
    )


class UnknownTone(RuleViolation):
    code = "unknown_tone"
    title = _("Unknown tone")
    message = _("The tone must be blue, ochre or red.")


class EndsTooEarly(RuleViolation):
    code = "ends_too_early"
    title = _("Invalid end")
    message = _("The end must be after the start, and in the future.")


def make_announcement(
    *,
    text: str,
    by: User,
    tone: str = Announcement.Tone.BLUE,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Announcement:
    """Show an announcement on every page, from now or from `begins_at` on."""
    text, html = _rendered(text)
    starts_at, ends_at = sane(starts_at or timezone.now()), ends_at and sane(ends_at)
    _check(by, tone, starts_at, ends_at)
    with transaction.atomic():
        made = Announcement.objects.create(
            text=text, html=html, tone=tone, starts_at=starts_at, ends_at=ends_at, by=by
        )
        publish(AnnouncementMade(actor_id=by.pk, announcement_id=made.pk))
    return made


class AnnouncementChanges(TypedDict, total=False):
    text: str
    tone: str
    starts_at: datetime
    ends_at: datetime | None


def edit_announcement(
    *,
    announcement: Announcement,
    by: User,
    version: int | None = None,
    **changes: Unpack[AnnouncementChanges],
) -> Announcement:
    """Change the fields that are sent. `ends_at: null` removes the end.

    Whoever dismissed it sees it again, since it says something else. Raises Stale.
    """
    if not policy.may_announce(by):
        raise Denied
    with transaction.atomic():
        row = locked(announcement)
        check_version(row, version, now=row.text)
        text, html = _rendered(changes.get("text", row.text))
        starts_at = sane(changes.get("starts_at", row.starts_at))
        ends_at = changes.get("ends_at", row.ends_at)
        ends_at, tone = ends_at and sane(ends_at), changes.get("tone", row.tone)
        _check(by, tone, starts_at, ends_at)
        new = {"text": text, "tone": tone, "starts_at": starts_at, "ends_at": ends_at}
        if save_changes(row, new, html=html):
            publish(AnnouncementEdited(actor_id=by.pk, announcement_id=row.pk))
    return row


def end_announcement(*, announcement: Announcement, by: User) -> Announcement:
    """End an announcement now. One that has not started will never be shown."""
    if not policy.may_announce(by):
        raise Denied
    now = timezone.now()
    with transaction.atomic():
        row = Announcement.objects.select_for_update(no_key=True).get(pk=announcement.pk)
        if row.ends_at is None or row.ends_at > now:
            row.starts_at = min(row.starts_at, now - timedelta(microseconds=1))
            row.ends_at = now
            row.version += 1
            row.save()
            publish(AnnouncementEnded(actor_id=by.pk, announcement_id=row.pk))
    return row


def _check(by: User, tone: str, starts_at: datetime, ends_at: datetime | None) -> None:
    if not policy.may_announce(by):
        raise Denied
    if tone not in Announcement.Tone:
        raise UnknownTone
    if ends_at and ends_at <= max(starts_at, timezone.now()):
        raise EndsTooEarly


def _rendered(text: str) -> tuple[str, str]:
    """The text on one line, and its HTML: links and emphasis, nothing else."""
    line = one_line(storable(text))
    if len(line) > LONGEST:
        raise AnnouncementTooLong
    html = nh3.clean(
        _inline.renderInline(line),
        tags={"a", "em", "strong"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    if is_blank(nh3.clean(html, tags=set())):
        raise NothingWritten
    return line, html
