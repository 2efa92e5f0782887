from celery import shared_task

from community.accounts.actions import forget_old_attempts as forget
from community.accounts.oauth import actions_tokens


@shared_task
def forget_old_attempts(**_: object) -> None:
    forget()


@shared_task
def forget_old_tokens(**_: object) -> None:
    actions_tokens.forget_old_tokens()
