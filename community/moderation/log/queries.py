"""The log as one viewer may read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from community.accounts.models import User, reads
from community.accounts.policy import may_moderate
from community.kernel import formats, subjects
from community.kernel.subjects import Shown, Subject
from community.kernel.text import fold
from community.moderation.log import policy
from community.moderation.models import LogEntry
from community.moderation.registration import Act, act_named, acts, reviewable

KEYS = ("happened_at", "pk")  # newest first
MEMBER = "accounts.member"  # of subjects


@dataclass(frozen=True, kw_only=True)
class ShownEntry:
    """One line of the log. `sentence` is HTML with links, `text` the same without."""

    entry: LogEntry
    icon: str
    sentence: SafeString
    reason: str
    is_undoable: bool  # by the viewer, now

    @property
    def text(self) -> str:
        return strip_tags(self.sentence)


def entries_visible_to(
    viewer: Any, *, action: str = "", actor: str = "", member: str = "", subject: str = ""
) -> QuerySet[LogEntry]:
    """Those about what the viewer may read. Filters by names find nobody whose name is hidden."""
    rows = LogEntry.objects.select_related("actor", "member", "undone_by")
    if not policy.may_read_log(viewer):
        return rows.none()
    rows = rows.filter(reads(viewer), action__in=[act.name for act in acts()])
    if not policy.may_see_names(viewer) and (actor or member):
        return rows.none()
    if action:
        rows = rows.filter(action=action)
    if actor:
        rows = rows.filter(actor__folded_username=fold(actor))
    if member:
        rows = rows.filter(member__folded_username=fold(member))
    if subject:
        named = Subject.parse(subject)
        if named and names_member(named) and not policy.may_see_names(viewer):
            return rows.none()
        rows = rows.filter(subject_kind=named.kind, subject_id=named.id) if named else rows.none()
    return rows


def names_member(subject: Subject) -> bool:
    """Whether the subject itself tells who it is."""
    return subject.kind == MEMBER


def subject_for(viewer: Any, entry: LogEntry) -> str:
    """What an entry is about, for programs: of a member without the ID, if names are not told."""
    is_told = policy.may_see_names(viewer) or not names_member(entry.subject)
    return str(entry.subject) if is_told else entry.subject.kind


def entry_visible_to(viewer: Any, pk: int) -> LogEntry | None:
    return entries_visible_to(viewer).filter(pk=pk).first()


def acts_of(subject: Subject, viewer: Any, most: int = 20) -> list[ShownEntry]:
    """The latest that was done to one thing."""
    rows = entries_visible_to(viewer, subject=str(subject))
    return shown_entries(rows.order_by("-happened_at", "-pk")[:most], viewer)


def shown_entries(rows: Iterable[LogEntry], viewer: Any) -> list[ShownEntry]:
    """Each in words, in a fixed number of queries: what the viewer may not see is not named."""
    known = [(row, act) for row in rows if (act := act_named(row.action))]
    named = subjects.resolve_many({one for row, _ in known for one in _subjects(row)}, viewer)
    return [_shown(row, act, named, viewer) for row, act in known]


def _subjects(row: LogEntry) -> list[Subject]:
    """What the entry is about, and what its facts name: `{"from": "forum.category:3"}`."""
    texts = [value for value in row.facts.values() if isinstance(value, str)]
    return [row.subject, *(one for text in texts if (one := Subject.parse(text)))]


def _shown(row: LogEntry, act: Act, named: Mapping[Subject, Shown], viewer: Any) -> ShownEntry:
    tells_names = policy.may_see_names(viewer)
    words: dict[str, Any] = {
        name: _link(one, named)
        for name, value in row.facts.items()
        if isinstance(value, str) and (one := Subject.parse(value))
    }
    words |= act.words(row, viewer) if act.words else {}
    words["subject"] = _link(row.subject, named)
    words["actor"] = _person(row.actor) if tells_names else gettext("A moderator")
    if row.member_id:
        words["member"] = _person(row.member) if tells_names else gettext("a member")
    else:
        words["member"] = gettext("a member")
    if not tells_names and names_member(row.subject):
        words["subject"] = words["member"]
    may_undo = policy.can_be_undone(row) and policy.may_undo(viewer, row)
    return ShownEntry(
        entry=row,
        icon=act.icon,
        sentence=format_html(_as_format(str(act.text)), **words),
        reason=row.reason if tells_names else "",
        is_undoable=may_undo,
    )


def _as_format(text: str) -> str:
    """`%(name)s` as `format_html`, which escapes what it fills in, writes it."""
    return text.replace("{", "{{").replace("}", "}}").replace("%(", "{").replace(")s", "}")


def _link(subject: Subject, named: Mapping[Subject, Shown]) -> SafeString | str:
    if shown := named.get(subject):
        return format_html('<a href="{}"><bdi>{}</bdi></a>', shown.url, shown.title)
    kind = reviewable(subject.kind)
    if kind is None:
        # Translators: in place of the title of something that the reader of the log may not see.
        return gettext("something that you cannot see")
    # Translators: in place of the title of something that is gone: "Post #12".
    return gettext("%(label)s #%(id)s") % {"label": kind.label, "id": formats.number(subject.id)}


def _person(member: User | None) -> SafeString | str:
    if member is None:
        return gettext("a member")
    if member.is_machine:
        return gettext("The system")
    if not member.has_page:
        return format_html("<bdi>{}</bdi>", member.username)
    return format_html('<a href="{}"><bdi>{}</bdi></a>', member.get_absolute_url(), member.username)


def latest_undoable(
    *, action_of: Sequence[str], subject: Subject, by: User
) -> LogEntry | None:  # fmt: skip
    """What this moderator just did to a thing, for the button in the message after acting."""
    if not may_moderate(by):
        return None
    rows = LogEntry.objects.filter(
        action__in=action_of, subject_kind=subject.kind, subject_id=subject.id, actor=by
    )
    latest = rows.filter(undone_at=None).order_by("-happened_at", "-pk").first()
    return latest if latest and policy.can_be_undone(latest) else None
