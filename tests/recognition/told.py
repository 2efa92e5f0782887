"""Events of the tests' own, which say what is to be counted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count as numbers
from typing import Any

import pytest

from community.accounts.standing import registration
from community.accounts.standing.registration import (
    Counted,
    Removed,
    Restored,
    Rule,
    Threshold,
    Tier,
    Withdrawn,
    reads,
)
from community.events.event import Event
from community.kernel.subjects import Subject
from experience.recognition.ledger.actions import count

LIMITED, UNLIMITED = "tests.limited", "tests.unlimited"
BEGINNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
KIND = "tests.thing"
_ids = numbers(1)


@dataclass(frozen=True, kw_only=True)
class Told(Event):
    """`what`: counted, withdrawn, removed, restored."""

    name = "tests.told"

    what: str
    rule: str = LIMITED
    member_id: int | None = None
    other_id: int | None = None
    subject: int | None = None
    thread_id: int | None = None
    container_id: int | None = None


def means(event: Told) -> Iterator[registration.Told]:
    subject = Subject(KIND, event.subject) if event.subject is not None else None
    by = {"member_id": event.member_id, "other_id": event.other_id, "thread_id": event.thread_id}
    if event.what == "counted":
        yield Counted(rule=event.rule, subject=subject, container_id=event.container_id, **by)
    elif event.what == "withdrawn":
        yield Withdrawn(rule=event.rule, subject=subject, **by)
    elif event.what == "removed":
        yield Removed(subject=subject, thread_id=event.thread_id)
    else:
        yield Restored(subject=subject, thread_id=event.thread_id)


def happened(event: Event, days: int = 0) -> Any:
    """As the log has it, one second after the one before."""
    number = next(_ids)
    at = BEGINNING + timedelta(days=days, seconds=number % 36_000)
    return replace(event, id=number, occurred_at=at)


def counted(*events: Event) -> None:
    count(list(events))


class Teller:
    """Makes events; each is about a thing of its own unless it says which."""

    def __init__(self) -> None:
        self.subjects = numbers(1000)

    def limited(self, member: Any, other: Any, **more: Any) -> Told:
        return self._counted(LIMITED, member, other, **more)

    def unlimited(self, member: Any, other: Any, **more: Any) -> Told:
        return self._counted(UNLIMITED, member, other, **more)

    def withdrawn(self, made: Told) -> Told:
        days = (made.occurred_at.date() - BEGINNING.date()).days
        return happened(replace(made, what="withdrawn", container_id=None), days)

    def _counted(
        self, rule: str, member: Any, other: Any, days: int = 0, subject: int | None = None,
        **where: Any,
    ) -> Told:  # fmt: skip
        return happened(
            Told(
                actor_id=None, what="counted", rule=rule, member_id=member.pk,
                other_id=other and other.pk, subject=subject or next(self.subjects), **where,
            ),
            days,
        )  # fmt: skip


@pytest.fixture(name="told")
def teller(monkeypatch: pytest.MonkeyPatch) -> Teller:
    """Two rules, and badges that count the first by subject and by container."""
    monkeypatch.setattr(registration, "_readers", dict(registration._readers))
    monkeypatch.setattr(registration, "_badges", dict(registration._badges))
    for name, points, is_limited in ((LIMITED, 1, True), (UNLIMITED, 10, False)):
        rule = Rule(name=name, label=name, points=points, is_limited=is_limited, kind="testing")
        monkeypatch.setitem(registration.rules, name, rule)
    for by in ("", "subject", "container"):
        registration.register(
            Threshold(
                name=f"tests.badge_{by}", label="Badge", description="Count.", tier=Tier.BRONZE,
                rule=LIMITED, threshold=3, by=by, scope_kind=KIND if by else "",
            )
        )  # fmt: skip
    reads(Told)(means)
    return Teller()
