"""Sends what was planned for one link, in order, each as often as it takes to be done once.

A worker can be killed and an answer be lost at any moment. So the link is written before its issue
is created, and from the second attempt on the tracker is asked first for what carries our marker.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from community.discussions.models import Post
from feedback.models import TrackerComment, TrackerConnection, TrackerLink, TrackerPush
from feedback.trackers.access import access, tracker_of
from feedback.trackers.actions.applying import break_link, complete, digest, note
from feedback.trackers.actions.health import (
    LEASE,
    MOST_ATTEMPTS,
    note_failure,
    note_success,
    pause_after,
    told,
    unexpected,
)
from feedback.trackers.actions.planning import (
    marker_of_post,
    may_be_told,
    plan_status_of,
    wanted_status,
)
from feedback.trackers.registration import (
    Access,
    NewIssue,
    Tracker,
    TrackerMissing,
    TrackerRefused,
    TrackerUnavailable,
)
from feedback.trackers.texts import address_of, text_of_comment, text_of_issue

logger = logging.getLogger(__name__)
State, Kind = TrackerPush.State, TrackerPush.Kind


def send_push(*, push_id: int) -> None:
    """Send one change, if it is due and the first of its link that waits."""
    if (push := _claimed(push_id)) is None:
        return
    connection = push.link.connection
    try:
        learn_account(connection)
        SENDERS[push.kind](push, tracker_of(connection), access(connection))
    except TrackerUnavailable as error:
        _put_off(push, error)
    except TrackerRefused as error:
        _fail(push, error)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        _put_off(push, unexpected(error))
    else:
        note_success(connection.pk)


def learn_account(connection: TrackerConnection) -> None:
    """Ask once which account is ours there: what it does is not news."""
    if not connection.account_id:
        connection.account_id = tracker_of(connection).account(access(connection))[:100]
        rows = TrackerConnection.objects.filter(pk=connection.pk, account_id="")
        rows.update(account_id=connection.account_id)


def _claimed(pk: int) -> TrackerPush | None:
    """The change, if no other worker has it; the lease is what others see of that."""
    now = timezone.now()
    with transaction.atomic():
        link = TrackerLink.objects.select_for_update(no_key=True).filter(pushes=pk).first()
        if link is None:
            return None
        first = link.pushes.filter(state=State.WAITING).order_by("pk").first()
        if first is None or first.pk != pk or first.due_at is None or first.due_at > now:
            return None
        if first.kind != Kind.CREATE and link.external_id is None:
            return None  # its issue could not be created yet
        if first.attempts >= MOST_ATTEMPTS:  # its workers were killed each time
            first.state, first.due_at, first.error = (
                State.FAILED,
                None,
                "Interrupted too often.",
            )  # no translation: kept as a log is
            first.save(update_fields=["state", "due_at", "error"])
            return None
        first.due_at, first.attempts = now + LEASE, first.attempts + 1
        first.save(update_fields=["due_at", "attempts"])
    related = TrackerPush.objects.select_related("link__connection", "link__idea__thread")
    return related.get(pk=pk)


# -- one of each kind: the call, and then what is known by it, in one transaction --------------


def _create(push: TrackerPush, tracker: Tracker, asked: Access) -> None:
    link, idea = push.link, push.link.idea
    if link.external_id is None:
        issue = tracker.find_by_marker(asked, str(link.marker)) if push.attempts > 1 else None
        if issue is None:
            if not may_be_told(link):
                raise TrackerRefused(
                    "The idea is private or deleted, so no issue was created."
                )  # no translation: kept as a log is
            issue = tracker.create_issue(
                asked,
                NewIssue(
                    title=idea.thread.title,
                    text=text_of_issue(idea, idea.thread.posts.get(number=1)),
                    url=address_of(idea),
                    marker=str(link.marker),
                    status=wanted_status(link.connection, link, idea.category),
                    is_bug=idea.is_bug,
                ),
            )
        with _finishing(push) as row:
            if row:
                complete(row, issue)
    else:
        with _finishing(push):
            pass
    row = TrackerLink.objects.select_related("idea", "connection").filter(pk=link.pk).first()
    if row and row.state == TrackerLink.State.LINKED:
        plan_status_of(row)


def _set_status(push: TrackerPush, tracker: Tracker, asked: Access) -> None:
    link, idea = push.link, push.link.idea
    status = wanted_status(link.connection, link, idea.category)
    is_linked = link.state == TrackerLink.State.LINKED and idea.board_id == link.connection.board_id
    if not status or link.external_id is None or not is_linked:
        with _finishing(push):
            return
    # Before the call: its webhook may be here before its answer.
    TrackerLink.objects.filter(pk=link.pk).update(pushed_hash=digest(status))
    issue = tracker.set_status(asked, link.external_id, status)
    with _finishing(push) as row:
        if row is None:
            return
        was_replaced = row.idea.category != idea.category
        note(row, issue)
        if was_replaced:  # while the tracker was asked, so it has the older one now
            plan_status_of(row)


def _comment(push: TrackerPush, tracker: Tracker, asked: Access) -> None:
    link = push.link
    post = Post.objects.live().select_related("author").filter(pk=push.post_id or 0).first()
    is_told = post and may_be_told(link) and link.connection.syncs_comments
    if not post or not is_told or link.external_id is None:
        with _finishing(push):
            return
    marker = str(marker_of_post(link, post.pk))
    comment = None
    if push.attempts > 1:
        comment = tracker.find_comment(asked, link.external_id, marker)
    if comment is None:
        comment = tracker.add_comment(asked, link.external_id, text_of_comment(post), marker)
    with _finishing(push) as row:
        if row:
            TrackerComment.objects.get_or_create(
                link=row,
                external_id=comment.external_id,
                defaults={"pulled_version": comment.version},
            )


SENDERS: dict[str, Callable[[TrackerPush, Tracker, Access], None]] = {
    Kind.CREATE: _create,
    Kind.STATUS: _set_status,
    Kind.COMMENT: _comment,
}


# -- how it ends -------------------------------------------------------------------------------


class _finishing:  # noqa: N801 - read as what it does
    """The link as it is now, locked, for what is to be written with the end of its push; None if it
    was removed in the meantime."""

    def __init__(self, push: TrackerPush) -> None:
        self.push = push
        self.transaction = transaction.atomic()

    def __enter__(self) -> TrackerLink | None:
        self.transaction.__enter__()
        links = TrackerLink.objects.select_for_update(no_key=True, of=["self"])
        links = links.select_related("idea", "connection")
        link = links.filter(pk=self.push.link_id).first()
        if link:
            done = TrackerPush.objects.filter(pk=self.push.pk)
            done.update(state=State.DONE, due_at=None, error="")
        return link

    def __exit__(self, *error: object) -> None:
        self.transaction.__exit__(*error)  # type: ignore[arg-type]


def _waiting(push: TrackerPush) -> QuerySet[TrackerPush]:
    """The row, unless another worker took it over or an external change replaced it."""
    return TrackerPush.objects.filter(pk=push.pk, state=State.WAITING, attempts=push.attempts)


def _put_off(push: TrackerPush, error: TrackerUnavailable) -> None:
    connection = push.link.connection
    logger.warning("Tracker connection %s does not answer: %s", connection.pk, told(error))
    note_failure(connection.pk, error)
    pause, attempts = pause_after(push.attempts), push.attempts
    if error.retry_after is not None:  # it said when it will: that is no attempt, but for asking
        pause = timedelta(seconds=max(error.retry_after, 1))  # first for what carries our marker
        attempts = max(push.attempts - 1, 1)
    elif push.attempts >= MOST_ATTEMPTS:
        _end(push, error)
        return
    due_at = timezone.now() + pause
    _waiting(push).update(due_at=due_at, attempts=attempts, error=told(error))


def _fail(push: TrackerPush, error: TrackerRefused) -> None:
    note_failure(push.link.connection_id, error)
    _end(push, error)
    if isinstance(error, TrackerMissing) and push.kind != Kind.CREATE:
        with transaction.atomic():
            links = TrackerLink.objects.select_for_update(no_key=True)
            if link := links.filter(pk=push.link_id).first():
                break_link(link)


def _end(push: TrackerPush, error: Exception) -> None:
    logger.warning("Outgoing change %s failed: %s", push.pk, told(error))
    _waiting(push).update(state=State.FAILED, due_at=None, error=told(error))
    if push.kind == Kind.STATUS:  # the tracker never had it, so nothing is its echo
        TrackerLink.objects.filter(pk=push.link_id).update(pushed_hash="")
