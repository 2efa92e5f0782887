"""Forms that are sent twice: a double click, a reload, a form sent again after Back."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from community.accounts import rates
from community.accounts.idempotency.actions import KEPT, claim, keep_object
from community.accounts.models import User
from community.discussions.models import Post
from community.kernel.errors import TooMany
from community.kernel.statements import Statement

CALLER = "form"
SAME_CONTENT = timedelta(minutes=10)

SENT = Statement(
    """
    SELECT post.id FROM accounts_idempotencyrecord AS record
    JOIN discussions_post AS post ON post.id = record.object_id AND post.deleted_at IS NULL
    JOIN discussions_thread AS thread ON thread.id = post.thread_id AND thread.deleted_at IS NULL
    WHERE record.member_id = %(member)s::bigint AND record.caller = %(caller)s::text
        AND record.key IN (%(form)s::text, %(content)s::text)
        AND CASE record.key
            WHEN %(form)s::text THEN record.created_at >= statement_timestamp() - %(kept)s::interval
            ELSE record.created_at >= statement_timestamp() - %(same_content)s::interval
                AND post.edited_at IS NULL
        END
    ORDER BY post.id DESC LIMIT 1
    """,
    {"caller": CALLER, "kept": KEPT, "same_content": SAME_CONTENT},
)


class Submission:
    """One sending of a form by a member, which writes one post, however often it is sent.

    It has two keys. One is of the form and its content: other content with the same form is a new
    post. The other is of the content alone, for a short while: a browser that goes back may load a
    new form and put the old text into it. Without a form's token it has none, and always writes.
    """

    def __init__(self, token: str, by: User, *content: object) -> None:
        self.by = by
        self.keys = [_digest(token, *content), _digest("", *content)] if token else []

    def consume(self, what: str) -> Post | None:
        """Count one more of `what`, as `rates.consume` does: each sending may cost a rendering.
        Where no more is allowed, return what was written already with the same form.
        Raises TooMany."""
        try:
            rates.consume(what, by=self.by)
        except TooMany:
            if sent := self.post():
                return sent
            raise
        return None

    def post(self) -> Post | None:
        """What was written already and is still there, if anything was. Once a post was edited,
        the same content in another form is meant as a new post."""
        if not self.keys:
            return None
        form, content = self.keys
        sent = SENT.fetched({"member": self.by.pk, "form": form, "content": content})
        return Post.objects.select_related("thread").get(pk=sent[0][0]) if sent else None

    def save(self, write: Callable[[], Post]) -> Post:
        """Write in a transaction and return the post, or the one that was written already."""
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
