"""Closed, archived, pinned: what a moderator makes of a thread of any kind.

Asking for the state that it has already changes nothing and tells nobody.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.accounts import rates
from community.accounts.models import User
from community.discussions import policy
from community.discussions.events import (
    ThreadArchived,
    ThreadClosed,
    ThreadPinned,
    ThreadReopened,
    ThreadUnarchived,
    ThreadUnpinned,
)
from community.discussions.models import Thread
from community.discussions.posts.actions.text import facts, refusal
from community.events.outbox import publish
from community.kernel.errors import RuleViolation
from community.kernel.languages import filled
from community.kernel.moments import sane

MOST_PINNED = 10  # in one list


class TooManyPinned(RuleViolation):
    code = "too_many_pinned"
    title = _("Too many pinned topics")
    message = filled(
        ngettext_lazy(
            "%(count)s topic is already pinned in this list. Unpin it first.",
            "%(count)s topics are already pinned in this list. Unpin one first.",
            MOST_PINNED,
        ),
        count=MOST_PINNED,
    )


class PinnedInThePast(RuleViolation):
    code = "pinned_in_the_past"
    title = _("End of the pin in the past")
    message = _("Choose a future date for the pin to end.")


def close_thread(*, thread: Thread, by: User) -> Thread:
    """Close a thread: only moderators can reply. Reactions and edits stay possible."""
    rates.consume("change", by=by)
    with transaction.atomic():
        thread = _locked(thread, by, policy.may_close)
        if thread.closed_at is None:
            _change(thread, closed_at=timezone.now(), closed_by=by)
            publish(ThreadClosed(**facts(thread, by)))
    return thread


def reopen_thread(*, thread: Thread, by: User) -> Thread:
    rates.consume("change", by=by)
    with transaction.atomic():
        thread = _locked(thread, by, policy.may_close)
        if thread.closed_at:
            _change(thread, closed_at=None, closed_by=None)
            publish(ThreadReopened(**facts(thread, by)))
    return thread


def archive_thread(*, thread: Thread, by: User) -> Thread:
    """Archive a thread: it can be read, but not changed until it is unarchived."""
    rates.consume("change", by=by)
    with transaction.atomic():
        thread = _locked(thread, by, policy.may_archive)
        if thread.archived_at is None:
            _change(thread, archived_at=timezone.now())
            publish(ThreadArchived(**facts(thread, by)))
    return thread


def unarchive_thread(*, thread: Thread, by: User) -> Thread:
    rates.consume("change", by=by)
    with transaction.atomic():
        thread = _locked(thread, by, policy.may_archive)
        if thread.archived_at:
            _change(thread, archived_at=None)
            publish(ThreadUnarchived(**facts(thread, by)))
    return thread


def pin_thread(
    *, thread: Thread, by: User, everywhere: bool = False, until: datetime | None = None
) -> Thread:
    """Pin a thread in its category, or in all lists, with or without an end.

    Pinning again with another reach or another end changes that alone.
    """
    rates.consume("change", by=by)
    until = until and sane(until)
    if until and until <= timezone.now():
        raise PinnedInThePast
    with transaction.atomic():
        _one_pin_at_a_time()
        may = policy.may_pin_everywhere if everywhere else policy.may_pin
        thread = _locked(thread, by, may)
        are = (thread.pinned_at is not None, thread.is_pinned_everywhere, thread.pinned_until)
        if are != (True, everywhere, until):
            _leave_room(thread, everywhere=everywhere)
            _change(
                thread,
                pinned_at=thread.pinned_at or timezone.now(),
                is_pinned_everywhere=everywhere,
                pinned_until=until,
            )
            publish(ThreadPinned(**facts(thread, by), is_everywhere=everywhere))
    return thread


def _one_pin_at_a_time() -> None:
    """Counting and pinning are one step; it comes before every row's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('discussions.pin'))")


def _leave_room(thread: Thread, *, everywhere: bool) -> None:
    pinned = Thread.objects.filter(kind=thread.kind, deleted_at=None, pinned_at__isnull=False)
    if everywhere:
        beside = pinned.filter(is_pinned_everywhere=True)
    else:
        container = thread.container_id
        beside = pinned.filter(is_pinned_everywhere=False, container_id=container)
    if beside.exclude(pk=thread.pk).count() >= MOST_PINNED:
        raise TooManyPinned


NOT_PINNED = {"pinned_at": None, "pinned_until": None, "is_pinned_everywhere": False}


def unpin_thread(*, thread: Thread, by: User) -> Thread:
    rates.consume("change", by=by)
    with transaction.atomic():
        thread = _locked(thread, by, policy.may_unpin)
        if thread.pinned_at:
            _unpin(thread, by)
    return thread


def unpin_when_over(*, thread_id: int) -> None:
    """Take a pin off whose day has come; called twice, it does so once."""
    with transaction.atomic():
        found = Thread.objects.locked().filter(pk=thread_id, pinned_until__lte=Now()).first()
        if found:
            _unpin(found, User.objects.get(is_machine=True))


def _unpin(thread: Thread, by: User) -> None:
    _change(thread, **NOT_PINNED)
    publish(ThreadUnpinned(**facts(thread, by)))


def _locked(thread: Thread, by: User, may: Callable[[User, Thread], bool]) -> Thread:
    thread = Thread.lock(thread.pk)
    if not may(by, thread):
        raise refusal(thread)
    return thread


def _change(thread: Thread, **state: object) -> None:
    """Write the state, and that the page shows another than before."""
    for name, value in state.items():
        setattr(thread, name, value)
    thread.changes = F("changes") + 1
    thread.save(update_fields=[*state, "changes"])
