"""What members are notified of around ideas, beside what all discussions have."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.discussions.notifications import MUTES
from community.discussions.notifying.retraction import follow_content
from community.kernel import subjects
from community.notifications.registration import (
    Content,
    Group,
    NotificationReason,
    NotificationType,
    register,
    register_content,
)
from feedback.ideas.notices import STATUS_CHANGE
from feedback.models import Idea, Status, StatusChange, Vote

Category = Status.Category
MUTES_IDEA: dict[str, Any] = MUTES | {
    "mute_label": _("Mute this idea"),
    "muted": _("Idea muted. You are no longer notified of anything in it."),
}


def _voted(others: int) -> str:
    return ngettext(
        "%(actor)s and %(others)s other voted for %(subject)s",
        "%(actor)s and %(others)s others voted for %(subject)s",
        others,
    )


register(
    NotificationType(
        name="feedback.status",
        label=_("Status changes of ideas that you watch or voted for"),
        group=Group.WATCHING,
        icon="insight",
        position=300,
        by_mail=True,
        sentence=_("%(actor)s changed the status of %(subject)s"),
        sentences={
            Category.SUBMITTED: _("%(actor)s moved %(subject)s back to submitted"),
            Category.UNDER_REVIEW: _("%(actor)s is reviewing %(subject)s"),
            Category.PLANNED: _("%(actor)s planned %(subject)s"),
            Category.IN_PROGRESS: _("%(actor)s started work on %(subject)s"),
            Category.COMPLETED: _("%(actor)s completed %(subject)s"),
            Category.DECLINED: _("%(actor)s declined %(subject)s"),
        },
    ),
    NotificationType(
        name="feedback.merged",
        label=_("Merges of ideas that you watch or voted for"),
        group=Group.WATCHING,
        icon="insight",
        position=310,
        sentence=_("%(actor)s merged %(subject)s into another idea"),
        sentences={
            "merged": _("%(actor)s merged %(subject)s into another idea"),
            "unmerged": _("%(actor)s undid the merge of %(subject)s"),
        },
    ),
    NotificationType(
        name="feedback.voted",
        label=_("Votes for your ideas"),
        group=Group.ACTIVITY,
        icon="up",
        position=95,
        merges=True,
        sentence=_("%(actor)s voted for %(subject)s"),
        sentence_of_many=_voted,
    ),
    NotificationReason(
        name="feedback.your_idea", text=_("Because you submitted this idea"), **MUTES_IDEA
    ),
    NotificationReason(
        name="feedback.following",
        text=_("Because you watch this idea or voted for it"),
        **MUTES_IDEA,
    ),
)

_of_context = Idea.objects.filter(thread=OuterRef("context_id"))
follow_content(
    "feedback.status",
    still=Exists(StatusChange.objects.filter(pk=OuterRef("subject_id"), idea__converted_at=None)),
)
follow_content(
    "feedback.merged",
    still=(Q(facts__state="merged") & Exists(_of_context.filter(merged_into__isnull=False)))
    | (Q(facts__state="unmerged") & Exists(_of_context.filter(merged_into=None))),
)
follow_content(
    "feedback.voted",
    still=Exists(Vote.objects.counted().filter(idea=OuterRef("context_id"), value__gt=0)),
)


def _changes(ids: Sequence[int], viewer: Any) -> Iterable[StatusChange]:
    seen = StatusChange.objects.filter(pk__in=ids, idea__in=Idea.objects.visible_to(viewer))
    return seen.select_related("idea__thread")


def find_changes(ids: Sequence[int], viewer: Any) -> Mapping[int, Content]:
    """Status changes under the titles of their ideas, with their reasons, in one query."""
    return {
        row.pk: Content(
            title=row.idea.thread.title,
            url=row.idea.get_absolute_url(),
            excerpt=row.reason[:200],
            text=row.reason,
            language=row.idea.thread.language,
        )
        for row in _changes(ids, viewer)
    }


def _shown(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
    return {
        row.pk: subjects.Shown(row.idea.thread.title, row.idea.get_absolute_url())
        for row in _changes(ids, viewer)
    }


register_content(STATUS_CHANGE, find_changes)
subjects.register(STATUS_CHANGE, _shown)
