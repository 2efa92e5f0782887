from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.accounts import rates
from community.accounts.models import Audience, User
from community.discussions import policy
from community.discussions.events import ThreadDeleted, ThreadRestored
from community.discussions.kinds import kind_of
from community.discussions.languages import language_of_new
from community.discussions.models import Thread
from community.discussions.posts.actions.posts import write_post
from community.discussions.posts.actions.text import facts, refusal, rendered
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import filled
from community.kernel.text import is_blank, one_line, storable

LONGEST_TITLE = 200


class Untitled(RuleViolation):
    code = "untitled"
    title = _("Title missing or too long")
    message = filled(
        ngettext_lazy(
            "Enter a title of at most %(count)s character.",
            "Enter a title of at most %(count)s characters.",
            LONGEST_TITLE,
        ),
        count=LONGEST_TITLE,
    )


def titled(title: str) -> str:
    """Return the title as it is stored, on one line. Raises Untitled, NotText."""
    title = one_line(storable(title))
    if is_blank(title) or len(title) > LONGEST_TITLE:
        raise Untitled
    return title


@dataclass(frozen=True)
class ReservedIds:
    """The ids of a thread that waited for approval, and of its first post."""

    thread: int
    post: int


def start_thread(  # noqa: PLR0913
    *,
    kind: str,
    title: str,
    source: str,
    audience: Audience,
    by: User,
    container_id: int | None = None,
    language: str | None = None,
    ids: ReservedIds | None = None,
) -> Thread:
    """Open a thread with its first post, for the owner's action, which asks its own policy and has
    it screened.

    Title and post are in one language: without a `language`, that of the author, or of the site.
    """
    title, written_in = titled(title), language_of_new(by, language)
    text = rendered(source, by=by)
    with transaction.atomic():
        thread = Thread.objects.create(
            pk=ids.thread if ids else None,
            kind=kind,
            title=title,
            language=written_in,
            author=by,
            last_author=by,
            audience=audience,
            container_id=container_id,
            highest_number=1,
            posts_count=1,
        )
        write_post(thread, None, text, written_in, by, post_id=ids.post if ids else None)
    return thread


def delete_thread(*, thread: Thread, by: User) -> Thread:
    """Delete a thread with its posts. Moderators can restore it."""
    rates.consume("change", by=by)
    with transaction.atomic():
        thread = Thread.objects.locked().get(pk=thread.pk)
        if not policy.may_delete_thread(by, thread):
            raise refusal(thread)
        if thread.is_live:
            thread.deleted_at, thread.deleted_by = Now(), by
            thread.save(update_fields=["deleted_at", "deleted_by"])
            publish(ThreadDeleted(**facts(thread, by), posts_count=thread.posts_count))
            if on_hide := kind_of(thread).on_hide:
                on_hide(thread, by)
        elif by.pk != thread.author_id and (thread.was_withdrawn or thread.hidden_at):
            # A moderator's deletion on top of the author's own, or of hiding: now only moderators
            # restore it.
            thread.deleted_by, thread.hidden_at = by, None
            thread.save(update_fields=["deleted_by", "hidden_at"])
    return thread


def restore_thread(*, thread: Thread, by: User) -> Thread:
    """Restore a deleted thread with its posts. Doing so again changes nothing."""
    rates.consume("change", by=by)
    with transaction.atomic():
        thread = Thread.objects.locked().get(pk=thread.pk)
        is_restored = thread.is_live and policy.may_delete_thread(by, thread)
        if not is_restored and not policy.may_restore_thread(by, thread):
            raise Denied
        if not thread.is_live:
            thread.deleted_at = thread.deleted_by = thread.hidden_at = None
            thread.save(update_fields=["deleted_at", "deleted_by", "hidden_at"])
            publish(ThreadRestored(**facts(thread, by), posts_count=thread.posts_count))
            if on_show := kind_of(thread).on_show:
                on_show(thread, by)
    return thread
