from celery import shared_task

from community.kernel.schedule import every
from community.search.indexing.actions_outdated import heal


@shared_task
@every(86400)
def heal_documents(**_: object) -> None:
    heal()
