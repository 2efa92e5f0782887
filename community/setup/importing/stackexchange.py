"""A Stack Exchange dump: questions are topics, answers reply to them, and comments to either.

Everything but Posts.xml may be missing. PostLinks.xml and Tags.xml are not read: we keep no
links between topics, and tags come with the questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from community.discussions.models.external_ids import ExternalId
from community.kernel.text import fold
from community.setup.importing.records import (
    Complain,
    Progress,
    SourceAuthor,
    SourceBadge,
    SourceIdea,
    SourceMember,
    SourcePost,
    SourceTopic,
    Unreadable,
    Unusable,
)
from community.setup.importing.stackexchange_rows import QUESTION, Row, rows
from community.setup.importing.stackexchange_staging import Discussion, Staging
from community.setup.importing.stackexchange_text import comment_to_markdown, to_markdown

COMMUNITY = -1  # the number of the site's own machine
SHORTEST = 3  # beginning of a name that may call its owner
BRONZE = 3  # of badges in dumps that do not say
FEATURE, BUG = "feature-request", "bug"  # tags of a meta site
# Its moderators' tags: which category of status each is, and the reason that it tells.
STATUSES = {
    "status-review": ("under_review", ""),
    "status-reproduced": ("under_review", "Reproduced."),
    "status-deferred": ("under_review", "Deferred."),
    "status-planned": ("planned", ""),
    "status-completed": ("completed", ""),
    "status-declined": ("declined", ""),
    "status-bydesign": ("declined", "It works as designed."),
    "status-norepro": ("declined", "It could not be reproduced."),
}


@dataclass(frozen=True)
class Written:
    """A row with what it says; `since` is when it can have been there at the earliest."""

    row: Row
    kind: str
    key: int
    source: str
    since: datetime
    above: int | None = None  # the number of the post that it answers

    @property
    def order(self) -> tuple[datetime, int, int]:
        kinds = [ExternalId.Kind.QUESTION, ExternalId.Kind.ANSWER, ExternalId.Kind.COMMENT]
        return self.since, kinds.index(ExternalId.Kind(self.kind)), self.key


class StackExchange:
    """One dump, a folder of XML files."""

    def __init__(  # noqa: PLR0913 - what the command was told
        self,
        path: Path,
        *,
        site: str,
        url: str,
        complain: Complain,
        progress: Progress,
        has_feedback: bool = False,
    ) -> None:
        """With `has_feedback`, feature requests and bugs are ideas and bugs instead of topics."""
        if not path.is_dir():
            raise Unreadable(f"{path} is not a directory")
        if not (path / "Posts.xml").is_file():
            raise Unreadable(f"{path / 'Posts.xml'} is missing")
        self.site, self._has_feedback = site, has_feedback
        self._folder, self._url = path, url
        self._complain, self._progress = complain, progress
        self._staged, self._is_filled = Staging(), False

    # What a run asks for, in this order

    def members(self) -> Iterator[SourceMember]:
        if not (self._folder / "Users.xml").is_file():
            yield SourceMember(key=COMMUNITY, name="Community", is_machine=True)
        for row in self._rows("Users.xml"):
            try:
                member = member_of(row)
            except Unusable as why:
                self._skip(row, why)
            else:
                self._staged.put_name(member.key, spoken(member.name))
                yield member

    def topics_count(self) -> int:
        return len(self._staging())

    def topics(self) -> Iterator[SourceTopic]:
        for discussion in self._staging().discussions():
            first = next((row for row in discussion.posts if is_question(row)), None)
            if first:
                yield self._topic(first, discussion)
            else:
                for row in discussion.posts:
                    self._skip(row, f"question {discussion.key} is not in the dump")
                for row in discussion.comments:
                    self._skip(row, f"post {row.text('PostId')} was skipped")

    def badges(self) -> Iterator[SourceBadge]:
        for row in self._rows("Badges.xml"):
            try:
                yield badge_of(row)
            except Unusable as why:
                self._skip(row, why)

    def whom(self, name: str, topic: SourceTopic) -> int | None:
        """Who takes part in the topic and is called so, or by a name that begins so. Names have
        spaces there, which nobody writes after an "@".
        """
        wanted = spoken(name)
        keys = {post.author.key for post in topic.posts}
        names = {key: self._staged.name(key) for key in keys if key is not None}
        whole = [key for key, known in names.items() if known and known == wanted]
        begun = [key for key, known in names.items() if known.startswith(wanted)]
        found = whole or (begun if len(wanted) >= SHORTEST else [])
        return found[0] if len(found) == 1 else None

    def notes(self) -> Iterator[str]:
        return iter(())

    # How

    def _skip(self, row: Row, why: object) -> None:
        self._complain(f"{row.where}: {why}")

    def _rows(self, name: str) -> Iterator[Row]:
        path = self._folder / name
        return rows(path, self._progress) if path.is_file() else iter(())

    def _staging(self) -> Staging:
        """The three files that belong together, read once."""
        staging = self._staged
        if not self._is_filled:
            for name, put in [
                ("Posts.xml", staging.put_post),
                ("Comments.xml", staging.put_comment),
                ("Votes.xml", staging.put_vote),
            ]:
                for row in self._rows(name):
                    try:
                        put(row)
                    except Unusable as why:
                        self._skip(row, why)
            staging.close_up()
            self._is_filled = True
        return staging

    def _topic(self, first: Row, discussion: Discussion) -> SourceTopic:
        written = in_order(first, discussion)
        at = {
            (post.kind == ExternalId.Kind.COMMENT, post.key): place
            for place, post in enumerate(written)
        }
        accepted, tags = first.integer("AcceptedAnswerId"), tags_of(first)
        idea = idea_of(tags) if self._has_feedback else None
        return SourceTopic(
            key=discussion.key,
            title=first.text("Title"),
            posts=[
                self._post(post, None if post.above is None else at[False, post.above], discussion)
                for post in written
            ],
            tags=[tag for tag in tags if not idea or not is_mark(tag)],
            idea=idea,
            changed_at=first.time("LastEditDate"),
            views=first.integer("ViewCount") or 0,
            accepted=at.get((False, accepted)) if accepted not in {None, discussion.key} else None,
            closed_at=first.time("ClosedDate"),
        )

    def _post(self, post: Written, parent: int | None, discussion: Discussion) -> SourcePost:
        row, is_comment = post.row, post.kind == ExternalId.Kind.COMMENT
        edited_at = row.time("LastEditDate")
        score = row.integer("Score") or 0
        if self._staging().has_votes and not is_comment:
            score = discussion.scores.get(post.key, 0)
        place = f"comments/{post.key}" if is_comment else f"{post.key}/revisions"
        whose = "" if is_comment else "Owner"
        return SourcePost(
            kind=post.kind,
            key=post.key,
            where=row.where,
            author=SourceAuthor(
                key=row.integer(f"{whose}UserId"),
                name=row.text(f"{whose or 'User'}DisplayName"),
            ),
            source=post.source,
            created_at=post.since,
            edited_at=edited_at if edited_at and edited_at > post.since else None,
            parent=parent,
            score=score,
            url=f"{self._url}/posts/{place}" if self._url else "",
            licence=row.text("ContentLicense"),
        )


def in_order(first: Row, discussion: Discussion) -> list[Written]:
    """The posts of a topic by date, what is answered before what answers it whatever the dates."""
    began = first.needed_time()
    opening = Written(first, ExternalId.Kind.QUESTION, discussion.key, text_of(first), began)
    posts = [opening]
    for row in discussion.posts:
        if row is not first:
            since = max(row.needed_time(), began)
            key = row.key()
            posts.append(
                Written(row, ExternalId.Kind.ANSWER, key, text_of(row), since, discussion.key)
            )
    times = {post.key: post.since for post in posts}
    for row in discussion.comments:
        above = row.key("PostId")
        text = comment_to_markdown(row.attributes.get("Text", ""))
        since = max(row.needed_time(), times[above])
        posts.append(Written(row, ExternalId.Kind.COMMENT, row.key(), text, since, above))
    return sorted(posts, key=lambda post: post.order)


def is_question(row: Row) -> bool:
    return row.text("PostTypeId") == QUESTION


def spoken(name: str) -> str:
    """A name as it is called: without spaces, signs and case."""
    return "".join(sign for sign in fold(name) if sign.isalnum())


def member_of(row: Row) -> SourceMember:
    """Raises Unusable."""
    key = row.key()
    return SourceMember(
        key=key,
        name=row.text("DisplayName"),
        joined_at=row.time(),
        bio=text_of(row, "AboutMe"),
        location=row.text("Location"),
        website=row.text("WebsiteUrl"),
        reputation=row.integer("Reputation") or 0,
        is_machine=key == COMMUNITY,
        where=row.where,
    )


def badge_of(row: Row) -> SourceBadge:
    """Raises Unusable."""
    level = row.integer("Class") or BRONZE
    if not (name := row.text("Name")):
        raise Unusable("Name is missing")
    if level not in {1, 2, BRONZE}:
        raise Unusable(f"unknown Class {level}")
    return SourceBadge(
        key=row.key(),
        member_key=row.key("UserId"),
        name=name,
        level=level,
        given_at=row.needed_time("Date"),
        where=row.where,
    )


def text_of(row: Row, name: str = "Body") -> str:
    return to_markdown(row.attributes.get(name, ""))


def tags_of(question: Row) -> list[str]:
    """Dumps write "<one><two>", newer ones "|one|two|"."""
    return [name for name in re.split(r"[<>|]+", question.text("Tags")) if name]


def idea_of(tags: list[str]) -> SourceIdea | None:
    """What the tags of a question on a meta site say: a feature request, a bug, or neither."""
    if BUG not in tags and FEATURE not in tags:
        return None
    found = [STATUSES[tag] for tag in tags if tag in STATUSES]
    status, reason = found[0] if found else ("submitted", "")
    return SourceIdea(is_bug=BUG in tags, status=status, reason=reason)


def is_mark(tag: str) -> bool:
    """Whether an idea's type or status says what the tag does."""
    return tag in STATUSES or tag in {FEATURE, BUG}
