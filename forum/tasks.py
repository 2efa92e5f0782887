import logging

from celery import shared_task

from community.discussions.containers.actions import repair_containers
from community.discussions.tags.actions import repair_tags

logger = logging.getLogger(__name__)


@shared_task
def repair_counters(**_: object) -> None:
    for line in [*repair_containers(), *repair_tags()]:
        logger.error("counter drift: %s", line)
