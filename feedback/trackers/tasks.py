from celery import shared_task
from django.utils import timezone

from community.kernel.schedule import every
from feedback.trackers import actions


@shared_task
@every(3600)
def check_links(**_: object) -> None:
    """Each linked issue once a day, a part of them every hour."""
    actions.check_links(hour=timezone.now().hour)


@shared_task
@every(3600)
def delete_done(**_: object) -> None:
    actions.delete_done()
