"""What is done at intervals."""

from celery import shared_task

from community.kernel.schedule import every
from experience.recognition.ledger import actions_days, actions_rebuild, actions_reconcile


@shared_task
@every(600)
def close_days(**_: object) -> None:
    actions_days.close_days()


@shared_task
@every(600)
def rebuild_once(**_: object) -> None:
    """After an upgrade; then it is one query."""
    actions_rebuild.rebuild_once()


@shared_task
@every(86400)
def reconcile(**_: object) -> None:
    actions_reconcile.reconcile()
