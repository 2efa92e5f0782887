from celery import shared_task

from community.kernel.schedule import every
from community.notifications import actions


@shared_task
@every(86400)
def prune_notifications(**_: object) -> None:
    actions.prune_notifications()


@shared_task
@every(86400)
def prune_mail(**_: object) -> None:
    actions.prune_mail()
