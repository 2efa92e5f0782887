"""What the worker does for Elasticsearch, every ten seconds while ELASTICSEARCH_URL is set."""

import logging
import time

from django.conf import settings

from community.kernel.jobs import Job, register
from community.search.backends.interface import BackendUnavailable

logger = logging.getLogger(__name__)

TURN = 5.0  # seconds of filling a first index, in one go


def bring_up_to_date(_: int = 0) -> None:
    """Send what is unsent. Where there is no index of this release's version, fill one meanwhile:
    nobody has to type a command, and PostgreSQL answers until it is full."""
    from community.search.elastic import actions, actions_gaps  # noqa: PLC0415 - 20 MB

    try:
        if actions.needs_rebuild():
            _fill(time.monotonic() + TURN)
        else:
            actions_gaps.close_gap()
        actions.send_unsent()
        actions_gaps.mark_complete()
    except BackendUnavailable as error:
        logger.warning("Documents were not sent to Elasticsearch, and will be again: %s", error)


def _fill(until: float) -> None:
    from community.search.elastic import actions  # noqa: PLC0415

    actions.begin_rebuild()
    while not actions.continue_rebuild().is_finished:
        if time.monotonic() > until:
            return
    actions.remove_old_indices()


register(
    Job(
        name="search.elasticsearch",
        due=lambda: [0] if settings.ELASTICSEARCH_URL else [],
        do=bring_up_to_date,
    )
)
