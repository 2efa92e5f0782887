"""What is done at intervals."""

from celery import shared_task

from community.kernel.schedule import every
from feedback.prioritising.actions_value import value_open_ideas


@shared_task
@every(86400)
def value_all_open_ideas(**_: object) -> None:
    """Customer value follows events; at night what they missed is put right."""
    value_open_ideas()
