import logging

from celery import shared_task

from forum import actions

logger = logging.getLogger(__name__)


@shared_task
def repair_counters(**_: object) -> None:
    for line in actions.repair_categories():
        logger.error("counter drift: %s", line)
