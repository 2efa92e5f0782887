"""What a post said before: taken out of sight, shown again, and brought back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from community.accounts import rates
from community.accounts.models import User
from community.discussions import policy
from community.discussions.events import RevisionHidden, RevisionShown
from community.discussions.models import Post, Revision, Thread
from community.discussions.posts.actions.posts import edit_post
from community.discussions.posts.actions.text import facts
from community.events.outbox import publish
from community.kernel import formats, languages
from community.kernel.errors import Denied


def hide_revision(*, revision: Revision, by: User) -> Revision:
    """Hide an earlier version from everybody but moderators."""
    return _set_hidden(revision, by, hide=True)


def show_revision(*, revision: Revision, by: User) -> Revision:
    """Show a hidden version again to everybody who may read the post."""
    return _set_hidden(revision, by, hide=False)


def _set_hidden(revision: Revision, by: User, *, hide: bool) -> Revision:
    rates.consume("change", by=by)
    with transaction.atomic():
        thread = Thread.objects.locked().get(posts__revisions=revision.pk)
        revision = Revision.objects.select_for_update(no_key=True).get(pk=revision.pk)
        if not policy.may_moderate(by, thread):
            raise Denied
        if hide != (revision.hidden_at is not None):
            revision.hidden_at = timezone.now() if hide else None
            revision.hidden_by = by if hide else None
            revision.save(update_fields=["hidden_at", "hidden_by"])
            told = RevisionHidden if hide else RevisionShown
            publish(told(**facts(thread, by), post_id=revision.post_id, number=revision.number))
    return revision


def restore_version(*, revision: Revision, by: User, version: int | None = None) -> Post:
    """Restore an earlier version of a post. This is an edit with its own revision."""
    with override(languages.default()):  # it is kept, for all readers
        number = formats.number(revision.number)
        reason = gettext("Restored version %(number)s") % {"number": number}
    source = Revision.objects.get(pk=revision.pk).source
    return edit_post(post=revision.post, source=source, by=by, version=version, reason=reason)
