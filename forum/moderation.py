"""What the forum adds to the log of moderators' acts: moving and editing others' topics."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.kernel.errors import RuleViolation
from community.moderation.log.actions import ChangedSince
from community.moderation.models import LogEntry
from community.moderation.registration import Act, register
from forum.actions import edit_topic
from forum.acts import EDITED, MOVED
from forum.models import Category, Topic


class CategoryGone(RuleViolation):
    code = "category_gone"
    title = _("Category deleted")
    message = _("The category that the topic was in does not exist anymore.")


def move_back(*, entry: LogEntry, by: User) -> Any:
    """Raises ChangedSince if it was moved again, CategoryGone."""
    topic = Topic.objects.select_related("category").get(pk=entry.subject_id)
    before, after = (_category(entry.facts[name]) for name in ("from", "to"))
    if topic.category != after:
        raise ChangedSince
    if before is None:
        raise CategoryGone
    return edit_topic(topic=topic, category=before, by=by)


def _category(subject: str) -> Category | None:
    return Category.objects.filter(pk=subject.rpartition(":")[2]).first()


register(
    Act(
        name=MOVED,
        label=_("Topic moved"),
        text=_("%(actor)s moved %(subject)s from %(from)s to %(to)s."),
        icon="arrow",
        undo=move_back,
    ),
    Act(
        name=EDITED,
        label=_("Topic edited"),
        text=_("%(actor)s edited the title or tags of %(subject)s."),
        icon="edit",
    ),
)
