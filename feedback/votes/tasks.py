import logging

from celery import shared_task

from community.kernel.schedule import every
from feedback.votes.actions import repair_votes as repair

logger = logging.getLogger(__name__)


@shared_task
@every(86400)
def repair_votes(**_: object) -> None:
    for line in repair():
        logger.error("counter drift: %s", line)
