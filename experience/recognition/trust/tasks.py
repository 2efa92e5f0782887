"""What is done at intervals."""

from celery import shared_task
from django.utils import timezone

from community.kernel.schedule import every
from experience.recognition.trust import actions_levels


@shared_task
@every(300)
def review_recent_levels(**_: object) -> None:
    actions_levels.review_recent(today=timezone.now().date())


@shared_task
@every(86400)
def review_levels_nightly(**_: object) -> None:
    actions_levels.review_nightly(today=timezone.now().date())
