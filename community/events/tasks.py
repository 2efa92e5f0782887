from celery import shared_task

from community.events import partitions
from community.kernel.schedule import every


@shared_task
@every(3600)
def make_partitions(**_: object) -> None:
    partitions.make_partitions()
