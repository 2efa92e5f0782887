"""What is done at intervals."""

from datetime import UTC

from celery import shared_task
from django.utils import timezone

from community.kernel.schedule import every
from experience.recognition.boards.actions import refresh_boards
from experience.recognition.boards.queries import are_boards_due


@shared_task
@every(60)
def refresh_leaderboards(**_: object) -> None:
    """Once an hour, whenever beat was started."""
    now = timezone.now()
    if are_boards_due(now):
        refresh_boards(today=now.astimezone(UTC).date())
