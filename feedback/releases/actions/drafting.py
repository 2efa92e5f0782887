"""Drafts: made of what was completed since, and deleted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from community.accounts.models import User
from community.discussions.models import Container
from community.kernel.editing import locked
from community.kernel.errors import Denied
from feedback.models import Idea, Release, ReleaseItem
from feedback.policy import may_publish
from feedback.releases.actions.texts import checked
from feedback.releases.errors import ReleasePublic
from feedback.releases.queries import LONGEST_TEXT, completed_ideas


def draft_release(*, name: str, title: str, by: User, board: Container | None = None) -> Release:
    """Draft a release of a board, or of all public boards, with the ideas that are completed and
    in no published release. Raises what texts raise, Denied."""
    if not may_publish(by, board.pk if board else None):
        raise Denied
    texts = checked({"name": name, "title": title})
    with transaction.atomic():
        release = Release.objects.create(board_id=board.pk if board else None, author=by, **texts)
        _add(release, completed_ideas(release, by), begin=0)
    return release


def add_completed_ideas(*, release: Release, by: User) -> Release:
    """Add to a draft the ideas that were completed since it was made. Raises ReleasePublic."""
    with transaction.atomic():
        row = locked(release)
        if not may_publish(by, row.board_id):
            raise Denied
        if row.published_at:
            raise ReleasePublic
        known = row.items.values("idea").exclude(idea=None)
        ideas = list(completed_ideas(row, by).exclude(pk__in=known))
        if ideas:
            _add(row, ideas, begin=row.items.count())
            row.version += 1
            row.save(update_fields=["version"])
    return row


def _add(release: Release, ideas: Iterable[Idea], *, begin: int) -> None:
    """Bugs are fixed and ideas are new; what is an improvement, the editor says."""
    ReleaseItem.objects.bulk_create(
        ReleaseItem(
            release=release,
            idea=idea,
            group=ReleaseItem.Group.FIXED if idea.is_bug else ReleaseItem.Group.NEW,
            text=idea.thread.title[:LONGEST_TEXT],
            position=position,
        )
        for position, idea in enumerate(ideas, begin)
    )


def delete_release(*, release: Release, by: User) -> None:
    """Delete a draft. Raises ReleasePublic."""
    with transaction.atomic():
        row = Release.objects.select_for_update().filter(pk=release.pk).first()
        if row is None:
            return
        if not may_publish(by, row.board_id):
            raise Denied
        if row.published_at:
            raise ReleasePublic
        row.delete()
