"""What only the demonstration writes."""

from datetime import datetime

from feedback.models import Release


def date_release(*, release: Release, at: datetime) -> None:
    """Let a release have been published then."""
    Release.objects.filter(pk=release.pk).update(published_at=at, created_at=at)
