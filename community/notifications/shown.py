"""Notifications as their member sees them now: whole sentences, with links."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from community.accounts.models import User
from community.kernel import formats
from community.notifications.models import Notification
from community.notifications.registration import (
    MUTE_TYPE,
    Content,
    NotificationReason,
    NotificationType,
    contents_of,
    reason_named,
    type_named,
    visible_of,
)

FACES = 3  # of the members who did it, the latest ones


@dataclass(frozen=True, kw_only=True)
class ShownNotification:
    """A notification whose subject the member may see."""

    row: Notification
    type: NotificationType
    content: Content  # the subject
    place: Content | None  # what the reason speaks of, if the member may see it
    reason: NotificationReason | None  # None: of an app that is gone
    actors: list[User] = field(default_factory=list)  # the latest first, at most FACES
    others: int = 0  # how many more than the latest

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def url(self) -> str:
        """Marks it as read, and leads to the subject."""
        return reverse("notifications:open", args=[self.row.pk])

    @cached_property
    def sentence_html(self) -> SafeString:
        link = '<a href="{}" dir="auto"{}>{}</a>'
        return self._html(format_html(link, self.url, self._language, self.content.title))

    @cached_property
    def line_html(self) -> SafeString:
        """The sentence without a link, for what is one itself."""
        title = '<b dir="auto"{}>{}</b>'
        return self._html(format_html(title, self._language, self.content.title))

    @cached_property
    def sentence_text(self) -> str:
        return self._text() % {
            "actor": self._actor,
            "others": formats.number(self.others),
            "subject": self.content.title,
        }

    @cached_property
    def reason_text(self) -> str:
        """Empty where it speaks of something that the member may not see."""
        if self.reason is None:
            return ""
        text = str(self.reason.text)
        if self.place is None:
            return "" if "%(place)s" in text else text
        return text % {"place": self.place.title}

    @property
    def mute_label(self) -> str:
        return str(self.reason.mute_label if self.reason else MUTE_TYPE)

    @property
    def actor_names(self) -> list[str]:
        return [actor.username for actor in self.actors]

    @property
    def _actor(self) -> str:
        return self.actors[0].username if self.actors else gettext("Somebody")

    @property
    def _language(self) -> SafeString:
        code = self.content.language
        return format_html(' lang="{}"', code) if code else SafeString()

    def _text(self) -> str:
        if self.others and self.type.sentence_of_many:
            return self.type.sentence_of_many(self.others)
        return str(self.type.sentence_for(self.row.facts))

    def _html(self, subject: SafeString) -> SafeString:
        told = {
            "actor": format_html("<b><bdi>{}</bdi></b>", self._actor),
            "others": formats.number(self.others),
            "subject": subject,
        }
        return mark_safe(escape(self._text()) % told)  # noqa: S308 - escaped, part by part


def visible(rows: Sequence[Notification], viewer: User) -> list[Notification]:
    """Those of a known type whose subject the viewer may see, in a fixed number of queries for
    each kind of subject."""
    known = [row for row in rows if type_named(row.type)]
    seen = visible_of([row.subject for row in known], viewer)
    return [row for row in known if row.subject in seen]


def shown(rows: Sequence[Notification], viewer: User) -> list[ShownNotification]:
    """The visible ones with all that pages, programs and emails tell of them, in the same order;
    in a fixed number of queries for each kind of subject."""
    known = [(row, found) for row in rows if (found := type_named(row.type))]
    places = [row.place for row, _type in known if row.place]
    seen = contents_of([*(row.subject for row, _type in known), *places], viewer)
    known = [(row, found) for row, found in known if row.subject in seen]
    wanted = {pk for row, _type in known for pk in row.actors[-FACES:]}
    people = User.objects.in_bulk(wanted) if wanted else {}
    return [
        ShownNotification(
            row=row,
            type=found,
            content=seen[row.subject],
            place=seen.get(row.place) if row.place else None,
            reason=reason_named(row.reason),
            actors=[people[pk] for pk in reversed(row.actors[-FACES:]) if pk in people],
            others=max(0, len(row.actors) - 1),
        )
        for row, found in known
    ]
