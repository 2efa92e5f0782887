from django.db.models.functions import Now

from community.discussions.actions import fetch_title, unpin_when_over
from community.discussions.models import Thread, Upload
from community.discussions.models.embeds import Embed
from community.discussions.reading.actions_hints import are_hints_due, update_hints
from community.discussions.uploads.actions import make_variants
from community.kernel.jobs import Job, register


def pins_that_are_over() -> list[int]:
    pinned = Thread.objects.filter(deleted_at=None, pinned_at__isnull=False)
    return list(pinned.filter(pinned_until__lte=Now()).values_list("pk", flat=True)[:500])


def pictures_to_make_smaller() -> list[int]:
    due = Upload.objects.filter(due_at__lte=Now()).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:100])


register(
    Job(
        name="discussions.pins",
        due=pins_that_are_over,
        do=lambda pk: unpin_when_over(thread_id=pk),
    )
)
register(
    Job(
        name="discussions.titles",
        due=lambda: list(Embed.objects.due().order_by("due_at").values_list("pk", flat=True)[:100]),
        do=lambda pk: fetch_title(embed_id=pk),
    )
)
register(
    Job(
        name="discussions.variants",
        due=pictures_to_make_smaller,
        do=lambda pk: make_variants(upload_id=pk),
    )
)
register(
    Job(
        name="discussions.hints",
        due=lambda: [0] if are_hints_due() else [],  # one task, however many are due
        do=lambda _: update_hints(),
    )
)
