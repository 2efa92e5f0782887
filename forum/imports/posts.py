"""From what a program says of a post to what the one bulk path writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.utils import timezone

from community.accounts.models import User
from community.discussions.imports.actions.records import Came, ImportedPost
from community.discussions.languages import language_from
from community.discussions.models.external_ids import ExternalId, key_of
from community.discussions.posts.actions.text import rendered
from community.kernel.errors import RuleViolation
from community.kernel.markdown.names import Whose, renamed
from forum.imports.items import Said, Unfit

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # no community is older


def imported(
    item: Said,
    *,
    source: str,
    author: User,
    whose: Whose,
    kind: ExternalId.Kind = ExternalId.Kind.ANSWER,
) -> ImportedPost:
    """Rendered already, so that a text that cannot be shown fails alone.

    Raises Unfit.
    """
    check_time(item.created_at, "created_at")
    check_time(item.edited_at, "edited_at")
    with unfit_at("markdown"):
        text = rendered(renamed(item.markdown, whose), author=author)
    return ImportedPost(
        author_id=author.pk,
        source=text.source,
        text=text,
        created_at=item.created_at,
        edited_at=item.edited_at,
        score=item.score,
        url=item.url,
        licence=item.licence,
        language=language_from(item.language),
        came=Came(site=source, kind=kind, key=key_of(item.external_id)),
    )


@contextmanager
def unfit_at(place: str) -> Iterator[None]:
    """A broken rule is this item's alone, and this is where it was broken. Raises Unfit."""
    try:
        yield
    except RuleViolation as why:
        raise Unfit(why.code, place, str(why)) from why


def check_time(time: datetime | None, at: str) -> None:
    """Raises Unfit: what moves in was written between 1970 and now."""
    if time and not BEGINNING <= time <= timezone.now():
        raise Unfit("unfit_time", at)
