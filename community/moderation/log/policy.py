"""Who may read the log, and who may undo what it tells. Questions only."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from community.accounts.models import User, readable_by
from community.accounts.policy import may_moderate
from community.moderation.models import LogEntry
from community.moderation.registration import act_named

UNDO_FOR = timedelta(days=7)


def may_read_log(person: User | AnonymousUser) -> bool:
    match settings.MODERATION_LOG:
        case "public":
            return True
        case "members":
            return person.is_authenticated
    return may_moderate(person)


def may_see_names(person: User | AnonymousUser) -> bool:
    """Whether the log tells who did what to whom, and the reasons, which may name people."""
    return settings.MODERATION_LOG_NAMES or may_moderate(person)


def may_undo(person: User | AnonymousUser, entry: LogEntry) -> bool:
    """A moderator who may see it, or who did it; what the act itself asks comes on top."""
    own = isinstance(person, User) and person.is_active and person.pk == entry.actor_id
    sees = entry.audience_id in readable_by(person)
    return own or (sees and may_moderate(person))


def can_be_undone(entry: LogEntry) -> bool:
    """Whether it is of a kind that can be undone, was not, and is not too long ago."""
    act = act_named(entry.action)
    is_recent = entry.happened_at > timezone.now() - UNDO_FOR
    return bool(act and act.undo and entry.undone_at is None and is_recent)
