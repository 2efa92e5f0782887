import logging

from celery import shared_task

from forum import actions
from community.discussions.tags.actions.tags import repair_tags

logger = logging.getLogger(__name__)


@shared_task
def repair_counters(**_: object) -> None:
    for line in [*actions.repair_categories(), *repair_tags()]:
        logger.error("counter drift: %s", line)
