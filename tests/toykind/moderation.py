"""What a domain writes so that its things are flagged and reviewed: what they are, and who hides
them."""

from community.discussions.actions import hide_thread, unhide_thread
from community.discussions.models import Thread
from community.moderation.registration import Described, Reviewable, register


def describe(ids, viewer):
    return {
        row.pk: Described(
            title=row.title, url=f"/letters/{row.pk}/", member_id=row.author_id,
            audience_id=row.audience_id, is_hidden=bool(row.hidden_at), is_deleted=not row.is_live,
        )
        for row in Thread.objects.visible_to(viewer).filter(pk__in=ids)
    }  # fmt: skip


register(
    Reviewable(
        kind="toykind.letter", label="Letter", describe=describe,
        hide=lambda pk, by: hide_thread(thread=Thread.objects.get(pk=pk), by=by),
        show=lambda pk, by: unhide_thread(thread=Thread.objects.get(pk=pk), by=by),
    )
)  # fmt: skip
