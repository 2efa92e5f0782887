"""What search does when its time has come."""

from django.db.models.functions import Now

from community.accounts.models import Audience
from community.kernel.jobs import Job, register
from community.search.elastic import jobs as of_elasticsearch  # noqa: F401 - found here
from community.search.indexing.actions_outdated import fill, unfilled, work_off
from community.search.language.actions import count_words
from community.search.meaning import jobs as of_meaning  # noqa: F401 - found here
from community.search.models import Document, Outdated, Word


def _due() -> list[int]:
    rows = Outdated.objects.filter(due_at__lte=Now()).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:100])


def _uncounted() -> list[int]:
    """Whether the words of no document are counted yet, though there are some."""
    public = Document.objects.filter(audience_id=Audience.PUBLIC_ID)
    is_due = not Word.objects.exists() and public.exists() and not Outdated.objects.exists()
    return [0] if is_due and not unfilled() else []


# Where search is new (an upgrade, a restored backup), what was there before has no documents.
register(
    Job(name="search.fill", due=lambda: [0] if unfilled() else [], do=lambda _: fill())
)  # fmt: skip
# "Did you mean" needs no ten minutes to begin with, once there is something to be found.
register(Job(name="search.words", due=_uncounted, do=lambda _: count_words()))
register(Job(name="search.outdated", due=_due, do=lambda pk: work_off(outdated_id=pk)))
