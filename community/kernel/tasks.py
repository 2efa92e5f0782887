"""Celery's end of due work. The id of the request that caused it comes along."""

from celery import shared_task

from community.kernel.due import works


@shared_task
def enqueue_due(**_: object) -> None:
    """Send a task for every row that is due. One that is sent twice is done once."""
    for work in works.values():
        for pk in work.due():
            do_work.apply_async(kwargs={"name": work.name, "pk": pk}, expires=60)


@shared_task
def do_work(*, name: str, pk: int, **_: object) -> None:
    if work := works.get(name):  # a newer release may know more kinds
        work.do(pk)
