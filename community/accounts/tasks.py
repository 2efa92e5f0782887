from celery import shared_task

from community.accounts.actions import forget_old_attempts as forget


@shared_task
def forget_old_attempts(**_: object) -> None:
    forget()
