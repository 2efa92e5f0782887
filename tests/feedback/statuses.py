"""Ideas of any status, while tests of other packages only need one."""

from django.utils import timezone

from feedback.models import Idea, Status


def with_status(idea, category, **facts):
    """The idea, with the board's status of that category: as `change_status` would leave it."""
    status = Status.objects.filter(board=idea.board_id, category=category).earliest("position")
    now = facts.pop("status_changed_at", timezone.now())
    Idea.objects.filter(pk=idea.pk).update(
        status=status, category=category, status_changed_at=now, **facts
    )
    return Idea.objects.select_related("thread").get(pk=idea.pk)
