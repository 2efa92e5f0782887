"""What is done at intervals."""

from datetime import UTC, datetime

from celery import shared_task

from community.kernel.schedule import every
from experience.recognition.boards.actions import refresh_boards


@shared_task
@every(3600)
def refresh_leaderboards(**_: object) -> None:
    refresh_boards(today=datetime.now(UTC).date())
