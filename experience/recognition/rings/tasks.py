"""What is done at intervals."""

from celery import shared_task

from community.kernel.schedule import every
from experience.recognition.rings import actions


@shared_task
@every(1800)
def find_vote_rings(**_: object) -> None:
    """Once for each day, after it was closed."""
    actions.find_due_rings()
