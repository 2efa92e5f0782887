"""The emails of notifications, written when they are sent: in the meantime a member reads, posts
are deleted, and topics move to where the member may not follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, ngettext, override

from community.accounts.models import User
from community.kernel import formats
from community.kernel.export import site_origin
from community.kernel.languages import shown_in
from community.notifications import mail_headers
from community.notifications.mail_text import html_for_mail, plain
from community.notifications.models import DAILY_LIMIT, Mail
from community.notifications.registration import Group, contents_of
from community.notifications.shown import ShownNotification, shown
from community.notifications.unsubscribing.links import mutable, secret_for
from community.notifications.wanted import still_wanted, wanted_by_mail

IN_FULL = 5


def write_mail(mail: Mail) -> EmailMultiAlternatives | None:
    """What this email has to say by now, in its reader's language and time zone.

    None if there is nothing left: all of it was read or muted, is gone, or is no longer wanted or
    for this member; or if the member has no confirmed address, is suspended or deactivated.
    Required ones, such as the notification of that suspension, are sent all the same.
    """
    member = mail.member
    assert member is not None
    is_reader = member.is_active and not member.is_suspended
    told = {one.name for one in wanted_by_mail(member) if is_reader or one.is_mail_required}
    unread = mail.notifications.filter(read_at=None, retracted_at=None, type__in=told)
    rows = still_wanted(list(unread.order_by("pk")), member)
    address = confirmed_address(member) if rows else ""
    if not address:
        return None
    with override(shown_in(member.language)), timezone.override(_zone(member.time_zone)):
        found = shown(rows, member)
        return _message(mail, member, address, found) if found else None


def confirmed_address(member: User) -> str:
    """Where this member is written to; nothing if no address is confirmed."""
    confirmed = EmailAddress.objects.filter(user=member, verified=True)
    best = confirmed.order_by("-primary", "pk").first()
    return best.email if best else ""


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):  # no longer among those that there are
        return None


def _message(
    mail: Mail, member: User, address: str, found: Sequence[ShownNotification]
) -> EmailMultiAlternatives:
    row = found[0].row
    thread = contents_of([row.context], member).get(row.context)
    if row.context == row.subject:
        thread = None  # it is about the thing itself, so its sentence is the title
    secret = secret_for(member, found)
    unsubscribe_url = _whole(reverse("notifications:unsubscribe", args=[secret])) if secret else ""
    title = thread.title if thread else found[0].sentence_text
    told = {
        "title": title,
        "url": _whole(thread.url if thread else found[0].url),
        "is_last_today": Mail.objects.on_the_day_before(mail).count() >= DAILY_LIMIT,
        **_texts(found),
        **_site(unsubscribe_url),
    }
    is_reply = thread is not None and all(one.row.position > 1 for one in found)
    message = EmailMultiAlternatives(
        mail_headers.subject(title, is_reply=is_reply),
        render_to_string("notifications/mail/notifications.txt", told),
        mail_headers.sender(_only_actor(found)),
        [address],
        headers=_headers(mail, found[0], unsubscribe_url),
    )
    html = render_to_string("notifications/mail/notifications.html", told)
    message.attach_alternative(html, "text/html")
    return message


def _texts(found: Sequence[ShownNotification]) -> dict[str, Any]:
    """What both parts say of the notifications."""
    muted = mutable(found)
    return {
        "items": [_Item.of(one) for one in found[:IN_FULL]],
        "more": _and_more(len(found) - IN_FULL),
        "reasons": [*dict.fromkeys(one.reason_text for one in found if one.reason_text)],
        "mute_label": muted.mute_label if muted else "",
    }


def _site(unsubscribe_url: str) -> dict[str, Any]:
    """What pages have from their context processors, and links that are the same in each email."""
    return {
        "unsubscribe_url": unsubscribe_url,
        "mute_url": f"{unsubscribe_url}?choice=mute",
        "settings_url": _whole(reverse("notifications:preferences")),
        "limit": DAILY_LIMIT,
        "SITE_NAME": settings.SITE_NAME,
        "LANGUAGE": get_language(),
        "DIRECTION": "rtl" if get_language_bidi() else "ltr",
    }


def _headers(mail: Mail, first: ShownNotification, unsubscribe_url: str) -> dict[str, str]:
    root = mail.headers["References"]
    earlier = Mail.objects.filter(
        member=mail.member_id, headers__References=root, created_at__lt=mail.created_at
    ).exclude(sent_at=None)
    previous = earlier.order_by("-created_at", "-pk").first()
    return {
        **mail_headers.threading(root, previous.message_id if previous else None),
        **(mail_headers.unsubscribing(unsubscribe_url) if unsubscribe_url else {}),
        "List-Id": mail_headers.list_id(first.type.group, str(first.type.group.label)),
        "Auto-Submitted": "auto-generated",
    }


def _only_actor(found: Sequence[ShownNotification]) -> str:
    """The name of the member who did all of it; nothing if these are several, or the system, or a
    moderator: what moderators decide comes from the site."""
    if any(one.type.group == Group.MODERATION or one.others or not one.actors for one in found):
        return ""
    names = {actor.username for one in found for actor in one.actors}
    return names.pop() if len(names) == 1 else ""


def _and_more(count: int) -> str:
    if count <= 0:
        return ""
    text = ngettext("And %(count)s more", "And %(count)s more", count)
    return text % {"count": formats.number(count)}


def _whole(path: str) -> str:
    return urljoin(f"{site_origin()}/", path)


def _time(at: datetime) -> str:
    """In the member's zone; with its name, since an email is read anywhere."""
    local = timezone.localtime(at)
    return f"{formats.date_and_time(local)} {local.tzname()}"


@dataclass(frozen=True, kw_only=True)
class _Item:
    sentence: str
    time: str
    url: str
    html: str
    text: str
    language: str

    @classmethod
    def of(cls, one: ShownNotification) -> "_Item":
        content = one.content
        html = html_for_mail(content.html, _whole(content.url)) if content.html else ""
        return cls(
            sentence=one.sentence_text,
            time=_time(one.row.happened_at),
            url=_whole(one.url),
            html=html,
            text=plain(html) if html else content.text or content.excerpt,
            language=content.language,
        )
