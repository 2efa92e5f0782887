from celery import shared_task

from community.accounts.actions import forget_old_attempts as forget
from community.accounts.once import actions as once


@shared_task
def forget_old_attempts(**_: object) -> None:
    forget()


@shared_task
def forget_sendings(**_: object) -> None:
    once.forget_sendings()
