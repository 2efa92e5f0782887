import logging

from celery import shared_task

from community.kernel.errors import Unavailable
from community.kernel.schedule import every
from community.search.indexing.actions_outdated import heal
from community.search.language import actions as language
from community.search.log import actions as log
from community.search.log import counting
from community.search.meaning import actions as meaning

logger = logging.getLogger(__name__)


@shared_task
@every(600)
def count_words(**_: object) -> None:
    language.count_words()


@shared_task
@every(86400)
def recount_words(**_: object) -> None:
    language.recount_words()


@shared_task
@every(60)
def write_search_counts(**_: object) -> None:
    try:
        counting.write()
    except Unavailable as error:
        logger.warning("searches stay where they are counted: %s", error)


@shared_task
@every(86400)
def prune_search_counts(**_: object) -> None:
    log.prune_search_counts()


@shared_task
@every(86400)
def heal_documents(**_: object) -> None:
    heal()


@shared_task
@every(86400)
def tidy_vectors(**_: object) -> None:
    meaning.tidy()
