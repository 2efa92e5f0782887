"""What search does when its time has come."""

from django.db.models.functions import Now

from community.kernel.jobs import Job, register
from community.search.elastic import jobs as of_elasticsearch  # noqa: F401 - found here
from community.search.indexing.actions_outdated import fill, unfilled, work_off
from community.search.models import Outdated


def _due() -> list[int]:
    rows = Outdated.objects.filter(due_at__lte=Now()).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:100])


# Where search is new (an upgrade, a restored backup), what was there before has no documents.
register(
    Job(name="search.fill", due=lambda: [0] if unfilled() else [], do=lambda _: fill())
)  # fmt: skip
register(Job(name="search.outdated", due=_due, do=lambda pk: work_off(outdated_id=pk)))
