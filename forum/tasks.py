import logging

from celery import shared_task

from community.kernel.schedule import every
from forum import actions
from forum.actions.tags import repair_tags

logger = logging.getLogger(__name__)


@shared_task
@every(86400)
def repair_counters(**_: object) -> None:
    for line in [*actions.repair_categories(), *repair_tags()]:
        logger.error("counter drift: %s", line)
