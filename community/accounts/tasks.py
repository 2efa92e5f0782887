import logging

from celery import shared_task

from community.accounts.idempotency import actions as idempotency
from community.accounts.oauth import actions_tokens
from community.accounts.security.actions_attempts import forget_old_attempts as forget
from community.accounts.tokens import uses
from community.kernel.errors import Unavailable
from community.kernel.schedule import every

logger = logging.getLogger(__name__)


@shared_task
@every(3600)
def forget_old_attempts(**_: object) -> None:
    forget()


@shared_task
@every(3600)
def forget_old_tokens(**_: object) -> None:
    actions_tokens.forget_old_tokens()


@shared_task
@every(60)
def write_uses_of_tokens(**_: object) -> None:
    try:
        uses.write()
    except Unavailable as error:
        logger.warning("uses of tokens stay where they are: %s", error)


@shared_task
@every(3600)
def forget_idempotency_records(**_: object) -> None:
    idempotency.forget_records()
