"""What a source says, cut to what our rows can hold, or refused with the reason why."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from django.utils import timezone

from community.accounts.imports.actions import ImportedMember
from community.accounts.models import User
from community.accounts.models.profiles import LONGEST_BIO
from community.discussions.imports.actions.records import Act, Came, ImportedPost, ImportedState
from community.discussions.languages import language_from
from community.discussions.models import Thread
from community.discussions.models.external_ids import ExternalId
from community.kernel.markdown.names import Whose, renamed
from community.kernel.text import NotText, fold, is_blank, number_of, storable
from community.setup.importing.cutting import fitted
from community.setup.importing.records import (
    Complain,
    SourceAuthor,
    SourceIdea,
    SourceMember,
    SourcePost,
    SourceTopic,
)
from feedback.actions_import import ImportedIdea, ImportedStatus
from feedback.models import Board, Idea, Status
from forum.actions_import import ImportedTopic
from forum.models import Category

NOBODY = "former-member"  # stands for those of whom not even a name is left
LONGEST_TITLE: int = Thread._meta.get_field("title").max_length  # type: ignore[assignment]
LONGEST_ADDRESS = 200
MOST = 2**31 - 1
MOST_SCORE = 1_000_000  # so that the sum of a topic's fits, too
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # no community is older, and some dates are nonsense

# By the category of a status, the steps that lead there from "submitted".
PATHS: dict[str, list[Status.Category]] = {
    "submitted": [],
    "under_review": [Status.Category.UNDER_REVIEW],
    "planned": [Status.Category.UNDER_REVIEW, Status.Category.PLANNED],
    "completed": [
        Status.Category.UNDER_REVIEW,
        Status.Category.PLANNED,
        Status.Category.IN_PROGRESS,
        Status.Category.COMPLETED,
    ],
    "declined": [Status.Category.UNDER_REVIEW, Status.Category.DECLINED],
}

WhyNot = Callable[[SourcePost], str | None]


def fitting_member(member: SourceMember) -> ImportedMember:
    """Somebody with an account, whose name may have to change to be one of ours."""
    web = member.website.startswith(("http://", "https://"))
    website = kept(member.website) if web and len(member.website) <= LONGEST_ADDRESS else ""
    return ImportedMember(
        name=kept(member.name),
        number=member.key,
        joined_at=possible(member.joined_at) if member.joined_at else None,
        bio=shortened(renamed(kept(member.bio).strip(), nobody), LONGEST_BIO),
        location=shortened(" ".join(kept(member.location).split()), 100),
        links=[website] if website else [],
        reputation=within(member.reputation, MOST),
    )


def fitting_stand_in(key: int, author: SourceAuthor) -> ImportedMember:
    """Nobody can sign in as who stands for a name, or for an account that nothing is known of."""
    unnamed = NOBODY if author.key is None else f"user{author.key}"
    return ImportedMember(name=kept(author.name) or unnamed, number=key, is_active=False)


def key_of_stand_in(author: SourceAuthor) -> int:
    """The same in every run: one for each name, and for each account that left none."""
    is_named = author.name or author.key is None
    return key_of_name(author.name if is_named else f"account {author.key}")


def fitting_topic(
    topic: SourceTopic,
    *,
    site: str,
    category: Category,
    authors: dict[SourceAuthor, int],
    machine: User,
) -> ImportedTopic:
    """A topic that is usable, as our rows will have it."""
    return ImportedTopic(
        category=category,
        title=shortened(title_of(topic), LONGEST_TITLE),
        posts=fitting_posts(topic, site=site, authors=authors),
        tags=topic.tags,
        views_count=max(within(topic.views, MOST), 0),
        answer=topic.accepted,
        state=fitting_state(topic, machine),
    )


def fitting_idea(
    topic: SourceTopic,
    *,
    site: str,
    board: Board,
    authors: dict[SourceAuthor, int],
    machine: User,
) -> ImportedIdea:
    """A feature request or a bug that is usable. The votes for its opening post are its own."""
    assert topic.idea
    opening, *others = fitting_posts(topic, site=site, authors=authors)
    return ImportedIdea(
        board=board,
        title=shortened(title_of(topic), LONGEST_TITLE),
        posts=[replace(opening, score=0), *others],
        tags=topic.tags,
        views_count=max(within(topic.views, MOST), 0),
        score=opening.score,
        history=[*steps_to(topic.idea, possible(topic.changed_at or opening.created_at), machine)],
        state=fitting_state(topic, machine),
        facts={"kind": Idea.Kind.BUG if topic.idea.is_bug else Idea.Kind.FEATURE},
    )


def steps_to(idea: SourceIdea, at: datetime, machine: User) -> Iterator[ImportedStatus]:
    """The way to a status. When it was taken is not known: all of it at one time."""
    path = PATHS[idea.status]
    for category in path:
        reason = idea.reason if category == path[-1] else ""
        yield ImportedStatus(category=category, at=at, by_id=machine.pk, reason=reason)


def fitting_posts(
    topic: SourceTopic, *, site: str, authors: dict[SourceAuthor, int]
) -> list[ImportedPost]:
    return [
        ImportedPost(
            author_id=authors[post.author],
            source=post.source,
            created_at=possible(post.created_at),
            edited_at=possible(post.edited_at) if post.edited_at else None,
            parent=post.parent,
            score=within(post.score, MOST_SCORE),
            url=post.url if len(post.url) <= LONGEST_ADDRESS else "",
            licence=shortened(post.licence, 20),
            language=language_from(post.language),
            came=Came(site=site, kind=ExternalId.Kind(post.kind), key=post.key),
        )
        for post in topic.posts
    ]


def fitting_state(topic: SourceTopic, machine: User) -> ImportedState:
    closed = Act(at=possible(topic.closed_at), by_id=machine.pk) if topic.closed_at else None
    return ImportedState(
        closed=closed,
        archived_at=possible(topic.archived_at) if topic.archived_at else None,
        pinned_at=possible(topic.pinned_at) if topic.pinned_at else None,
        pinned_until=topic.pinned_until,
        is_pinned_everywhere=bool(topic.pinned_at) and topic.is_pinned_everywhere,
    )


def settled(topic: SourceTopic, whose: Whose) -> SourceTopic:
    """The topic with texts that a post can hold, in which names are whose they are here."""
    posts = [
        replace(post, source=fitted(renamed(post.source, whose), post.url)) for post in topic.posts
    ]
    return replace(topic, posts=posts)


def usable(
    topic: SourceTopic, complain: Complain, refused: WhyNot = lambda _post: None
) -> SourceTopic | None:
    """The topic with those of its posts that can be kept; none without its opening post.

    Each of the others is told of, and so is whatever answers it.
    """
    kept_at: dict[int, int] = {}
    for at, post in enumerate(topic.posts):
        if why := why_not(topic, at, kept_at) or refused(post):
            complain(f"{post.where}: {why}")
        else:
            kept_at[at] = len(kept_at)
    if 0 not in kept_at:
        return None
    if len(kept_at) == len(topic.posts):
        return topic
    posts = [
        replace(post, parent=None if post.parent is None else kept_at[post.parent])
        for at, post in enumerate(topic.posts)
        if at in kept_at
    ]
    accepted = None if topic.accepted is None else kept_at.get(topic.accepted)
    return replace(topic, posts=posts, accepted=accepted)


def why_not(topic: SourceTopic, at: int, kept_before: Container[int]) -> str | None:
    """Why the post in this place cannot be kept, given which of those before it can."""
    post = topic.posts[at]
    if at == 0 and is_blank(title_of(topic)):
        return "no title"
    if at and 0 not in kept_before:
        return "its topic was skipped"
    if post.parent is not None and post.parent not in kept_before:
        return "the post that it replies to was skipped"
    return why_not_text(post.source)


def why_not_text(source: str) -> str | None:
    if is_blank(source):
        return "no text"
    try:
        storable(source)
    except NotText:
        return "its text contains a character that cannot be stored"
    return None


def title_of(topic: SourceTopic) -> str:
    return " ".join(kept(topic.title).split())


def kept(text: str) -> str:
    """The text without what no database row can hold."""
    return "".join(sign for sign in text if sign != "\0" and not "\ud800" <= sign <= "\udfff")


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def within(number: int, most: int) -> int:
    return min(max(number, -most), most)


def possible(time: datetime) -> datetime:
    """Nothing can have been written later than now."""
    return min(max(time, BEGINNING), timezone.now())


def nobody(_name: str) -> str:
    """Whose a name is in what people say of themselves, where nobody is called."""
    return ""


def key_of_name(name: str) -> int:
    """A number for a name, the same in every run."""
    return number_of(fold(name))
