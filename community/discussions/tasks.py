import logging

from celery import shared_task

from community.discussions import actions
from community.discussions.actions import scores
from community.discussions.containers import actions as containers
from community.discussions.tags import actions as tags
from community.kernel.errors import Unavailable

logger = logging.getLogger(__name__)


@shared_task
def write_views(**_: object) -> None:
    try:
        actions.write_views()
    except Unavailable as error:
        logger.warning("views stay where they are: %s", error)


@shared_task
def repair_counters(**_: object) -> None:
    actions.repair_threads()
    scores.repair_scores()


@shared_task
def repair_containers(**_: object) -> None:
    for line in [*containers.repair_containers(), *tags.repair_tags()]:
        logger.error("counter drift: %s", line)


@shared_task
def refresh_top(*, period: str, **_: object) -> None:
    scores.refresh_top(period=period)


@shared_task
def rerender_outdated(**_: object) -> None:
    actions.rerender_outdated()
