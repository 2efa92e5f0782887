"""Sanctions and appeals as notifications show them: to the member, and to moderators."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from community.kernel import formats, subjects
from community.kernel.export import site_origin
from community.moderation.models import Appeal, Sanction
from community.moderation.sanctions.queries import sanctions_visible_to
from community.moderation.sanctions.tokens import appeal_url
from community.notifications.registration import Content, register_content

SANCTION, APPEAL = "moderation.sanction", "moderation.appeal"


def find_sanctions(ids: Sequence[int], viewer: Any) -> Mapping[int, Content]:
    rows = sanctions_visible_to(viewer).filter(pk__in=ids)
    return {row.pk: _content(row, viewer) for row in rows}


def find_appeals(ids: Sequence[int], viewer: Any) -> Mapping[int, Content]:
    rows = sanctions_visible_to(viewer).filter(appeal__in=ids)
    return {row.appeal.pk: _answer(row, viewer) for row in rows}


def title_of(row: Sanction) -> str:
    """The kind of a sanction and how long it lasts, or that it was lifted."""
    kind = row.get_kind_display()
    if row.lifted_at:
        return gettext("%(sanction)s (lifted)") % {"sanction": kind}
    if row.ends_at is None:
        return kind
    until = formats.day(row.ends_at)
    return gettext("%(sanction)s until %(date)s") % {"sanction": kind, "date": until}


def _content(row: Sanction, viewer: Any) -> Content:
    """An email has the reason, and the link by which to appeal without signing in."""
    if row.member_id != viewer.pk:
        return Content(title=title_of(row), url=_panel(row), excerpt=row.reason)
    if row.lifted_at:
        return Content(title=title_of(row), url=reverse("moderation:standing"))
    told = gettext("Reason: %(reason)s") % {"reason": row.reason}
    how = gettext("If you think that this is a mistake, you can appeal, also without signing in:")
    url = site_origin() + appeal_url(row)
    return Content(
        title=title_of(row),
        url=reverse("moderation:standing"),
        excerpt=row.reason,
        html=format_html('<p>{}</p><p>{} <a href="{}">{}</a></p>', told, how, url, url),
        text=f"{told}\n\n{how}\n{url}",
    )


def _answer(row: Sanction, viewer: Any) -> Content:
    appeal: Appeal = row.appeal
    url = reverse("moderation:standing") if row.member_id == viewer.pk else _panel(row)
    return Content(
        title=appeal.get_outcome_display(),
        url=url,
        excerpt=appeal.answer,
        html=format_html("<p>{}</p>", appeal.answer) if appeal.answer else "",
        text=appeal.answer,
    )


def _panel(row: Sanction) -> str:
    return reverse("moderation:member", args=[row.member.username])


def _shown(find: Any) -> subjects.Finder:
    def found(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
        contents = find(ids, viewer)
        return {pk: subjects.Shown(one.title, one.url) for pk, one in contents.items()}

    return found


for kind, find in ((SANCTION, find_sanctions), (APPEAL, find_appeals)):
    subjects.register(kind, _shown(find))
    register_content(kind, find)
