"""Events as people read them: what happened, who did it, to what."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from community.events.models import EventRecord
from community.kernel.formats import listed
from community.kernel.subjects import Shown, Subject, resolve_many

MEMBERS = {"actor_id", "author_id", "inviter_id", "member_id"}  # whose ids are members'
FIRST = (
    "post_id", "thread_id", "topic_id", "category_id", "tag_id", "member_id", "object_id",
    "container_id",
)  # fmt: skip
QUIET = {"actor_id", "audience_id", "container_id", "kind"}  # which a list need not show
FOR_THREADS = {"topic", "thread"}  # one id under two names
_asked = re.compile(r"(?:\w+\.)?([a-z_]+)[ :#]+(\d{1,18})")


@dataclass(frozen=True)
class Readable:
    what: str
    who: Shown | None
    subject: Shown | None
    details: list[tuple[str, str]]


def title_of(name: str) -> str:
    """ "discussions.post.liked" is "Post liked"."""
    return name.partition(".")[2].replace(".", " ").replace("_", " ").capitalize()


def readable(records: Iterable[EventRecord], viewer: Any) -> dict[Any, Readable]:
    """By the records' keys, with one query for each kind of subject. What the viewer may not
    see, and what is gone, is named by its id alone."""
    rows = list(records)
    asked = {
        subject
        for row in rows
        for field in row.payload
        if (subject := subject_of(row.name, field, row.payload))
    }
    shown = resolve_many(asked, viewer)
    return {row.pk: _told(row, shown) for row in rows}


def subject_of(name: str, field: str, payload: Mapping[str, Any]) -> Subject | None:
    """What the field names, where it is an id of something."""
    value = payload.get(field)
    if not (field.endswith("_id") and isinstance(value, int)):
        return None
    if field in MEMBERS:
        return Subject("accounts.member", value)
    named = {"container_id"} if ".container." in name else {"thread_id", "object_id"}
    if field in named and isinstance(payload.get("kind"), str):
        return Subject(payload["kind"], value)
    if field == "post_id":
        return Subject("discussions.post", value)
    return Subject(f"{name.partition('.')[0]}.{field.removesuffix('_id')}", value)


def about(term: str) -> Q:
    """The events about what was typed, such as "post 7" or "forum.topic:42"; else those of a
    request."""
    found = _asked.fullmatch(term.strip().lower())
    if found is None:
        return Q(request_id=term.strip())
    noun, pk = found[1], int(found[2])
    if noun in FOR_THREADS:
        return Q(payload__thread_id=pk) | Q(payload__topic_id=pk)
    if noun == "member":
        return reduce(or_, (Q(**{f"payload__{field}": pk}) for field in sorted(MEMBERS)))
    of_container = Q(name__contains=".container.", payload__kind__endswith=f".{noun}")
    return Q(**{f"payload__{noun}_id": pk}) | of_container & Q(payload__container_id=pk)


def _told(row: EventRecord, shown: Mapping[Subject, Shown]) -> Readable:
    payload = row.payload
    main = next((field for field in FIRST if payload.get(field) is not None), "")
    return Readable(
        what=title_of(row.name),
        who=_shown(row.name, "actor_id", payload, shown),
        subject=_shown(row.name, main, payload, shown),
        details=[
            (_label(field), _value(row.name, field, payload, shown))
            for field, value in payload.items()
            if field not in QUIET | {main} and value is not None
        ],
    )


def _shown(
    name: str, field: str, payload: Mapping[str, Any], shown: Mapping[Subject, Shown]
) -> Shown | None:
    subject = subject_of(name, field, payload)
    if subject is None:
        return None
    noun = subject.kind.rpartition(".")[2]
    return shown.get(subject) or Shown(f"{noun.capitalize()} {subject.id}", "")


def _label(field: str) -> str:
    return field.removesuffix("_id").removeprefix("is_").replace("_", " ")


def _value(
    name: str, field: str, payload: Mapping[str, Any], shown: Mapping[Subject, Shown]
) -> str:
    value = payload[field]
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return listed(value)
    subject = subject_of(name, field, payload)
    found = shown.get(subject) if subject else None
    return found.title if found else str(value)
