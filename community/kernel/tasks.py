"""Celery's end of due work. The id of the request that caused it comes along."""

from celery import shared_task

from community.kernel.jobs import jobs
from community.kernel.schedule import every


@shared_task
@every(10)
def enqueue_due(**_: object) -> None:
    """Send a task for every row that is due. One that is sent twice is done once."""
    for job in jobs.values():
        for pk in job.due():
            told = {"name": job.name, "pk": pk}
            do_work.apply_async(kwargs=told, expires=60, queue=job.queue)


@shared_task
def do_work(*, name: str, pk: int, **_: object) -> None:
    if job := jobs.get(name):  # a newer release may know more kinds
        job.do(pk)
