"""Comments of an issue, as posts of the idea's thread, by the system account."""

from django.db import transaction
from django.utils import timezone

from community.accounts.models import User
from community.discussions.events import PostEdited
from community.discussions.kinds import kind_of
from community.discussions.models import Post, Revision, Thread
from community.discussions.posts.actions.contents import keep_contents
from community.discussions.posts.actions.posts import locked_post, write_post
from community.discussions.posts.actions.text import facts, rendered
from community.events.outbox import publish
from community.kernel import markdown
from community.kernel.editing import save_changes
from feedback.models import TrackerComment, TrackerConnection, TrackerLink
from feedback.trackers.access import tracker_of
from feedback.trackers.registration import RemoteComment
from feedback.trackers.texts import source_of


def apply_comment(
    connection: TrackerConnection, comment: RemoteComment, *, kind: str, actor_id: str = ""
) -> None:
    """Write a comment as a post, or edit the post that it is. Not what our own account wrote, what
    is not newer than what was applied, nothing into threads that take no replies or are no ideas
    any more. What a member wrote here stays as it is, whoever edits its copy there.

    Raises RuleViolation if its text cannot be shown.
    """
    is_own = (bool(actor_id) and actor_id == connection.account_id) or bool(comment.marker)
    if not connection.syncs_comments or is_own or not comment.text.strip():
        return
    machine = User.objects.get(is_machine=True)
    source = source_of(comment, tracker_of(connection).label)
    with transaction.atomic():
        links = TrackerLink.objects.select_for_update(no_key=True, of=["self"]).filter(
            connection=connection,
            external_id=comment.issue_id,
            state=TrackerLink.State.LINKED,
            idea__converted_at=None,
            idea__board=connection.board_id,
        )
        if (link := links.first()) is None:
            return
        known = link.comments.filter(external_id=comment.external_id).first()
        if known is None:
            if (post := _written(link, source, machine)) is not None:
                TrackerComment.objects.create(
                    link=link,
                    post=post,
                    external_id=comment.external_id,
                    pulled_version=comment.version,
                )
            return
        is_newer = comment.version > known.pulled_version
        is_same_second = comment.version == known.pulled_version and kind == "comment_changed"
        if known.post_id and (is_newer or is_same_second):
            _edited(known.post_id, source, machine)
            known.pulled_version = comment.version
            known.save(update_fields=["pulled_version"])


def _written(link: TrackerLink, source: str, machine: User) -> Post | None:
    """The system account is no member, so it is not asked what members may; whether the thread
    takes replies at all is."""
    text = rendered(source, by=machine)
    thread = Thread.lock(link.idea_id)
    if not thread.is_live or thread.archived_at or thread.closed_at:
        return None
    locked = Thread.take_number(thread.pk, machine)
    post = write_post(locked, None, text, thread.language, machine)
    if on_reply := kind_of(locked).on_reply:
        on_reply(post)
    return post


def _edited(post_id: int, source: str, machine: User) -> None:
    thread, post = locked_post(Post.objects.get(pk=post_id))
    if post.source == source or not post.is_live or thread.archived_at:
        return
    text = rendered(source, by=machine, before=post)
    Revision.objects.create(
        post=post, number=post.version, editor=machine, source=post.source, facts={}, reason=""
    )
    derived = {"html": text.html, "html_version": markdown.VERSION, "edited_at": timezone.now()}
    save_changes(post, {"source": source}, **derived)
    thread.mark_changed()
    publish(PostEdited(**facts(thread, machine), post_id=post.pk, version=post.version))
    keep_contents(thread=thread, post=post, text=text, by=machine, is_new=False)
