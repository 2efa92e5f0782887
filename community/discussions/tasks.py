import logging

from celery import shared_task

from community.discussions import actions
from community.discussions.containers import actions as containers
from community.discussions.ranking import actions as ranking
from community.discussions.reading.actions_hints import repair_hints
from community.discussions.tags import actions as tags
from community.discussions.uploads import actions as uploads
from community.kernel.errors import Unavailable
from community.kernel.schedule import every

logger = logging.getLogger(__name__)


@shared_task
@every(60)
def write_views(**_: object) -> None:
    try:
        actions.write_views()
    except Unavailable as error:
        logger.warning("views stay where they are: %s", error)


@shared_task
@every(86400)
def repair_counters(**_: object) -> None:
    actions.repair_threads()
    ranking.repair_scores()
    for line in repair_hints():
        logger.error("counter drift: %s", line)


@shared_task
@every(86400)
def repair_containers(**_: object) -> None:
    for line in [*containers.repair_containers(), *tags.repair_tags()]:
        logger.error("counter drift: %s", line)


@shared_task
@every(600, period="day")
@every(3600, period="week")
@every(3600, period="month")
@every(3600, period="quarter")
@every(3600, period="year")
@every(3600, period="all")
def refresh_top(*, period: str, **_: object) -> None:
    ranking.refresh_top(period=period)


@shared_task
@every(180)
def rerender_outdated(**_: object) -> None:
    actions.rerender_outdated()


@shared_task
@every(3600)
def purge_orphans(**_: object) -> None:
    uploads.purge_orphans()


@shared_task
@every(86400)
def purge_strays(**_: object) -> None:
    uploads.purge_strays()
