"""The schedule of a beat that does not wait an interval before it asks for what is due."""

from datetime import UTC, datetime

from celery.beat import PersistentScheduler

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class BeginsAtOnce(PersistentScheduler):
    def setup_schedule(self):
        super().setup_schedule()
        self.schedule["community.kernel.tasks.enqueue_due"].last_run_at = LONG_AGO
