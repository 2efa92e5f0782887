"""Publishing, which happens once."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.errors import Denied
from feedback.events import ReleasePublished
from feedback.models import Idea, Release
from feedback.policy import may_publish
from feedback.releases.errors import AlreadyReleased, NotCompleted, ReleaseEmpty
from feedback.releases.queries import is_releasable


def publish_release(*, release: Release, by: User) -> Release:
    """Publish a draft. Who voted for its ideas and who follows them is notified once.

    A published release stays as it is. Raises ReleaseEmpty, NotCompleted, AlreadyReleased, Denied.
    """
    if not may_publish(by, release.board_id):
        raise Denied
    with transaction.atomic():
        draft = Release.objects.filter(pk=release.pk, published_at=None)
        # One of several at once publishes it; the others wait here, and then find nothing.
        done = draft.update(published_at=timezone.now(), published_by=by, version=F("version") + 1)
        row = Release.objects.select_related("board").get(pk=release.pk)
        if not done:
            return row
        _check(row)
        try:
            with transaction.atomic():
                row.items.update(is_published=True)
        except IntegrityError as error:
            raise AlreadyReleased from error
        publish(ReleasePublished(actor_id=by.pk, release_id=row.pk))
    return row


def _check(release: Release) -> None:
    """Its ideas are completed, and stay so until the transaction ends."""
    ids = release.items.filter(idea__isnull=False).values("idea")
    if not release.html and not release.items.exists():
        raise ReleaseEmpty
    for idea in Idea.objects.locked().select_related("thread").filter(pk__in=ids):
        if not is_releasable(idea, release):
            raise NotCompleted(idea.thread.title)
