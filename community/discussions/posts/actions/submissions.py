"""Forms that are sent twice: a double click, a reload, a form sent again after Back."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from secrets import token_hex

from django.core.signing import BadSignature, Signer
from django.db import transaction

from community.accounts import rates
from community.accounts.idempotency.actions import KEPT, claim, keep_object
from community.accounts.models import User
from community.discussions.models import Post
from community.kernel.accepted import Accepted
from community.kernel.errors import TooMany
from community.kernel.statements import Statement
from community.kernel.subjects import Subject
from community.moderation.screening.actions import accepted
from community.moderation.screening.queries import pending_item

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


_signer = Signer(salt="community.discussions.form")


def form_token() -> str:
    """A token for a form that is shown now, signed: when that was cannot be made up."""
    return _signer.sign(f"{time.time_ns() // 1_000_000}.{token_hex(6)}")


@dataclass(frozen=True)
class Held:
    """Nothing was written: it waits for approval, and then becomes the post with this id."""

    post_id: int
    accepted: Accepted


class Submission:
    """One sending of a form by a member, which writes one post, however often it is sent.

    It has two keys. One is of the form and its content: other content with the same form is a new
    post. The other is of the content alone, for a short while: a browser that goes back may load a
    new form and put the old text into it. Without a form's token it has none, and always writes.
    """

    def __init__(self, token: str, by: User, *content: object) -> None:
        self.by = by
        self.token = token
        self.keys = [_digest(token, *content), _digest("", *content)] if token else []

    @property
    def seconds(self) -> float | None:
        """Since the form was shown; None if that is not known."""
        try:
            shown_at, _dot, _random = _signer.unsign(self.token).partition(".")
        except BadSignature:
            return None
        return time.time() - int(shown_at) / 1000

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

    def save(self, write: Callable[[], Post | Held]) -> Post | Accepted:
        """Write in a transaction and return the post, or the one that was written already. What
        waits for approval counts as written."""
        with transaction.atomic():
            records = claim(keys=self.keys, caller=CALLER, by=self.by) if self.keys else []
            known = {record.object_id for record in records if record.object_id}
            if known and (sent := self.post() or self._waiting(max(known))):
                return sent
            written = write()
            post_id = written.post_id if isinstance(written, Held) else written.pk
            if records:
                keep_object(records=records, object_id=post_id)
            return written.accepted if isinstance(written, Held) else written

    def _waiting(self, post_id: int) -> Accepted | None:
        item = pending_item(self.by, Subject("discussions.post", post_id))
        return accepted(item) if item else None


def _digest(*content: object) -> str:
    return sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()
