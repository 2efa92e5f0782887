"""Forms that are sent twice: a double click, a reload, a form sent again after Back."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from community.accounts.idempotency.actions import KEPT, claim, keep_object
from community.accounts.models import IdempotencyRecord, User
from community.discussions.models import Post

CALLER = "form"
SAME_CONTENT = timedelta(minutes=10)


class Submission:
    """One sending of a form by a member, which writes one post, however often it is sent.

    It has two keys. One is of the form and its content: other content with the same form is a new
    post. The other is of the content alone, for a short while: a browser that goes back may load a
    new form and put the old text into it. Without a form's token it has none, and always writes.
    """

    def __init__(self, token: str, by: User, *content: object) -> None:
        self.by = by
        self.keys = [_digest(token, *content), _digest("", *content)] if token else []

    def post(self) -> Post | None:
        """What was written already and is still there, if anything was. Once a post was edited,
        the same content in another form is meant as a new post."""
        if not self.keys:
            return None
        form, content = self.keys
        valid = Q(key=form, created_at__gte=Now() - KEPT)
        valid |= Q(key=content, created_at__gte=Now() - SAME_CONTENT)
        records = IdempotencyRecord.objects.filter(valid, member=self.by.pk, caller=CALLER)
        written = dict(records.values_list("key", "object_id"))
        if not written:
            return None
        same = Q(pk=written.get(form)) | Q(pk=written.get(content), edited_at=None)
        live = Post.objects.filter(same, deleted_at=None, thread__deleted_at=None)
        return live.select_related("thread").order_by("-pk").first()

    def save(self, write: Callable[[], Post]) -> Post:
        """Write in a transaction and return the post, or the one that was written meanwhile."""
        with transaction.atomic():
            records = claim(keys=self.keys, caller=CALLER, by=self.by) if self.keys else []
            if any(record.object_id for record in records) and (sent := self.post()):
                return sent
            post = write()
            if records:
                keep_object(records=records, object_id=post.pk)
            return post


def _digest(*content: object) -> str:
    return sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()
