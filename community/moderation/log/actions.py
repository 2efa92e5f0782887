"""Writing the log, and undoing what it tells."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience, User
from community.events.outbox import publish
from community.kernel.editing import locked
from community.kernel.errors import Denied, RuleViolation
from community.kernel.subjects import Subject
from community.moderation.events import ActUndone
from community.moderation.log import policy
from community.moderation.models import LogEntry
from community.moderation.registration import act_named


class CannotUndo(RuleViolation):
    code = "cannot_undo"
    title = _("Cannot be undone")
    message = _("This cannot be undone.")


class TooLateToUndo(RuleViolation):
    code = "too_late_to_undo"
    title = _("Too late to undo")
    message = _("What moderators did can be undone for 7 days.")


class ChangedSince(RuleViolation):
    code = "changed_since"
    title = _("Changed since")
    message = _("This was changed again in the meantime, so it cannot be undone.")


def record_act(  # noqa: PLR0913 - what it consists of
    *,
    action: str,
    subject: Subject,
    actor: User,
    member: User | None = None,
    audience_id: int = Audience.PUBLIC_ID,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    event_id: int | None = None,
) -> LogEntry:
    """Write one act to the log, in the transaction of the act. With an `event_id`, once."""
    values = {
        "action": action,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "actor": actor,
        "member": member,
        "audience_id": audience_id,
        "reason": reason,
        "facts": dict(facts or {}),
    }
    if event_id is None:
        return LogEntry.objects.create(**values)
    return LogEntry.objects.get_or_create(event_id=event_id, defaults=values)[0]


def record_acts(*, entries: Sequence[LogEntry]) -> None:
    """For subscribers: write the acts that events tell, each event once however often it comes."""
    LogEntry.objects.bulk_create(entries, ignore_conflicts=True)


def undo_act(*, entry: LogEntry, by: User) -> LogEntry:
    """Undo what a moderator did, within 7 days. Doing so again changes nothing.

    Raises CannotUndo, TooLateToUndo, and what the opposite action refuses: ChangedSince, or that
    what it was done to is gone.
    """
    with transaction.atomic():
        entry = locked(entry)
        if not policy.may_undo(by, entry):
            raise Denied
        if entry.undone_at:
            return entry
        act = act_named(entry.action)
        if act is None or act.undo is None:
            raise CannotUndo
        if not policy.can_be_undone(entry):
            raise TooLateToUndo
        act.undo(entry=entry, by=by)
        entry.undone_at, entry.undone_by = timezone.now(), by
        entry.save(update_fields=["undone_at", "undone_by"])
        publish(ActUndone(actor_id=by.pk, entry_id=entry.pk))
    return entry


def follow_audience(*, subjects: Mapping[str, Any], audience_id: int) -> None:
    """What was done before to things that others read by now is for those others, too. `subjects`
    are ids, or a query of them, by kind."""
    for kind in sorted(subjects):
        entries = LogEntry.objects.filter(subject_kind=kind, subject_id__in=subjects[kind])
        entries.exclude(audience_id=audience_id).update(audience_id=audience_id)
