"""What members can be notified of. Apps register their types, reasons and contents in
`notifications.py`, which is discovered like `admin.py`.

    register(
        NotificationType(
            name="feedback.voted", label=_("Votes on your ideas"), group=Group.ACTIVITY,
            icon="up", position=300, by_mail=False, merges=True,
            sentence=_("%(actor)s voted for %(subject)s"),
            sentence_of_many=...,
        )
    )

A subscriber then calls `notify` (actions) with what happened and to whom; the matrix, the bell,
the page, the emails, REST, GraphQL and the admin know the type by its registration.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import User
from community.kernel import subjects
from community.kernel.languages import Text
from community.kernel.subjects import Subject


class Group(models.TextChoices):
    """The filters of the notifications page, and the parts of the matrix."""

    REPLIES = "replies", _("Replies and mentions")
    WATCHING = "watching", pgettext_lazy("notifications", "Watching")
    ACTIVITY = "activity", _("Reactions and recognition")
    MODERATION = "moderation", _("Moderation")


@dataclass(frozen=True, kw_only=True)
class NotificationType:
    """One row of the matrix. Texts have `%(actor)s` (who did it; of merging ones the latest),
    `%(others)s` (how many more, merging ones only) and `%(subject)s` (a link to it).

    A lower `rank` wins if the same thing is a reason for two types, as a mention in a reply.
    """

    name: str  # "discussions.reply": it is stored, so keep it
    label: Text  # in the matrix: "Replies to you"
    group: Group
    icon: str
    position: int  # in the matrix
    sentence: Text
    sentence_of_many: Callable[[int], str] | None = None  # for merging ones, by count of others
    sentences: Mapping[str, Text] = field(default_factory=dict)  # by `state` of the facts
    rank: int = 50
    on_site: bool = True  # the default
    by_mail: bool = False  # the default
    is_required: bool = False  # cannot be switched off on the site, nor by email if it is sent so
    merges: bool = False  # unread ones of one key are one row
    for_moderators: bool = False  # only they have it in their matrix

    @property
    def is_mail_required(self) -> bool:
        """Whether members get the emails of it whatever they chose, and without delay."""
        return self.is_required and self.by_mail

    def sentence_for(self, facts: Mapping[str, Any]) -> Text:
        """The sentence of a notification with these facts."""
        return self.sentences.get(facts.get("state", ""), self.sentence)


MUTE_TYPE = _("Turn off this kind of notification")
TYPE_MUTED = _("Notifications of this kind are off.")


@dataclass(frozen=True, kw_only=True)
class NotificationReason:
    """Why a member is notified, in words, and how one click stops it.

    `text` may have `%(place)s`, the title of the notification's place. `mute` is an action of the
    app: `mute(place=Subject | None, notification=…, by=member)`. Without it, what a click mutes is
    the type: it is switched off in the matrix.

    `still(rows, member)` returns those of these notifications that the member still wants, by what
    they watch and mute now: it is asked before an email is sent. Without it, all.
    """

    name: str  # "discussions.watched_tag": it is stored, so keep it
    text: Text  # "Because you watch %(place)s"
    mute_label: Text = MUTE_TYPE
    muted: Text = TYPE_MUTED  # said when it is done
    mute: Callable[..., object] | None = None
    still: Callable[[Sequence[Any], User], Sequence[Any]] | None = None


@dataclass(frozen=True, kw_only=True)
class Content:
    """A subject as notifications and emails show it to one viewer."""

    title: str
    url: str
    excerpt: str = ""  # plain text, one line
    html: str = ""  # for emails, sanitised
    text: str = ""  # for emails of what has no HTML
    language: str = ""


ContentFinder = Callable[[Sequence[int], Any], Mapping[int, Content]]
IdFinder = Callable[[Sequence[int], Any], Iterable[int]]

_types: dict[str, NotificationType] = {}
_reasons: dict[str, NotificationReason] = {}
_contents: dict[str, ContentFinder] = {}
_ids: dict[str, IdFinder] = {}


def register(*parts: NotificationType | NotificationReason) -> None:
    for part in parts:
        if isinstance(part, NotificationType):
            _types[part.name] = part
        else:
            _reasons[part.name] = part


def register_content(kind: str, find: ContentFinder, *, ids: IdFinder | None = None) -> None:
    """`find(ids, viewer)` returns those that the viewer may see, in a fixed number of queries.
    A kind without one is shown as `kernel.subjects` resolves it. `ids` finds the same, but their
    ids alone: whoever only counts reads no texts."""
    _contents[kind] = find
    if ids:
        _ids[kind] = ids


def types(viewer: User | None = None) -> list[NotificationType]:
    """All types in order, or those in this member's matrix."""
    found = sorted(_types.values(), key=lambda one: (one.position, one.name))
    if viewer is None:
        return found
    return [one for one in found if viewer.is_moderator or not one.for_moderators]


def type_named(name: str) -> NotificationType | None:
    """None for a type of an app that is gone, or of a newer release."""
    return _types.get(name)


def reason_named(name: str) -> NotificationReason | None:
    return _reasons.get(name)


def contents_of(wanted: Sequence[Subject], viewer: Any) -> dict[Subject, Content]:
    """What the viewer may see of these subjects, in a fixed number of queries for each kind."""
    ids = _by_kind(wanted)
    found: dict[Subject, Content] = {}
    plain: list[Subject] = []
    for kind in sorted(ids):
        if find := _contents.get(kind):
            seen = find(sorted(ids[kind]), viewer)
            found |= {Subject(kind, pk): content for pk, content in seen.items()}
        else:
            plain += [Subject(kind, pk) for pk in ids[kind]]
    shown = subjects.resolve_many(plain, viewer)
    return found | {one: Content(title=it.title, url=it.url) for one, it in shown.items()}


def visible_of(wanted: Sequence[Subject], viewer: Any) -> set[Subject]:
    """Those of these subjects that `contents_of` would return."""
    seen: set[Subject] = set()
    others: list[Subject] = []
    for kind, ids in sorted(_by_kind(wanted).items()):
        if find := _ids.get(kind):
            seen |= {Subject(kind, pk) for pk in find(sorted(ids), viewer)}
        else:
            others += [Subject(kind, pk) for pk in ids]
    return seen | set(contents_of(others, viewer)) if others else seen


def _by_kind(wanted: Iterable[Subject]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = {}
    for subject in wanted:
        ids.setdefault(subject.kind, set()).add(subject.id)
    return ids


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What happened, for `notify`: one row for each of the members, but for the actor.

    Whoever publishes it names only members who may see the subject; whether they still may is
    asked again when it is shown or sent.
    """

    type: str
    members: Sequence[int]
    subject: Subject
    reason: str
    context: Subject | None = None  # else the subject itself
    position: int = 0
    actor_id: int | None = None
    place: Subject | None = None
    key: str = ""  # else the type and the subject
    event_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
