from celery import shared_task

from community.events import partitions


@shared_task
def make_partitions(**_: object) -> None:
    partitions.make_partitions()
