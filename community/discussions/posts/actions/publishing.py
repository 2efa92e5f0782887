"""Writing what a moderator has approved."""

from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models import Post, Thread
from community.discussions.posts.actions.posts import ParentWasDeleted, write_reply
from community.discussions.posts.actions.text import rendered
from community.kernel.errors import RuleViolation


class ThreadIsGone(RuleViolation):
    code = "thread_is_gone"
    title = _("Topic gone")
    message = _(
        "The topic that this replies to was deleted, or its author may no longer read it. "
        "It can only be rejected."
    )


class HeldParentWasDeleted(RuleViolation):
    code = "held_parent_was_deleted"
    title = _("Parent post deleted")
    message = _(
        "The post that this replies to was deleted. Restore that post first, or reject this reply."
    )


def publish_reply(  # noqa: PLR0913 - the arguments that were kept
    *,
    author: User,
    subject_id: int,
    thread_id: int,
    parent_id: int | None,
    source: str,
    language: str,
) -> Post:
    """Write an approved reply with the id that was reserved for it, as written now.

    Raises ThreadIsGone, ThreadIsClosed, ThreadIsArchived, HeldParentWasDeleted, Denied.
    """
    thread = Thread.objects.read_by(author).filter(pk=thread_id, deleted_at=None).first()
    if thread is None:
        raise ThreadIsGone
    parent = Post.objects.filter(pk=parent_id).first() if parent_id else None
    try:
        return write_reply(
            thread=thread,
            text=rendered(source, author=author),
            language=language,
            by=author,
            parent=parent,
            approved_id=subject_id,
        )
    except ParentWasDeleted as error:
        raise HeldParentWasDeleted from error
