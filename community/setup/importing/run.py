"""One run that brings a community in: members first, then topics whole, then badges.

It knows no format: a source (`records.py`) has read the files. Every batch is one transaction
that also writes what its rows were called there, so a run that is killed leaves whole batches,
and the next run goes on behind them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.db import connection

from community.accounts.imports.actions import GivenBadge, import_badges, import_members
from community.accounts.models import User
from community.accounts.people.actions import MACHINE
from community.discussions.imports.actions.records import Came
from community.discussions.imports.actions.rows import keep_external_ids
from community.discussions.imports.actions.threads import announce_import
from community.discussions.models.external_ids import ExternalId, lock_of
from community.discussions.posts.actions.text import rendered
from community.kernel import markdown
from community.kernel.errors import RuleViolation
from community.kernel.markdown.names import Whose, called
from community.kernel.text import fold
from community.setup.importing.fitting import (
    fitting_idea,
    fitting_member,
    fitting_stand_in,
    fitting_topic,
    key_of_stand_in,
    settled,
    usable,
)
from community.setup.importing.records import (
    Complain,
    Progress,
    Source,
    SourceAuthor,
    SourceBadge,
    SourceCategory,
    SourceMember,
    SourcePost,
    SourceTopic,
    Unreadable,
)
from feedback.actions_import import board_for_import, import_ideas
from feedback.models import KIND as IDEA
from feedback.models import Board
from forum.actions_import import category_for_import, import_topics
from forum.models import KIND, Category

BATCH = 500  # rows

T = TypeVar("T")


@dataclass
class Tally:
    """What a run has brought in."""

    members: int = 0
    topics: int = 0
    posts: int = 0
    badges: int = 0
    ideas: int = 0


class Run:
    """`complain` hears of each row that cannot be brought in, `warn` of each that comes in
    another form, `progress` how far it is.
    """

    def __init__(
        self,
        source: Source,
        *,
        category_slug: str,
        complain: Complain,
        progress: Progress,
        warn: Complain | None = None,
    ) -> None:
        self.source, self.site = source, source.site
        self.category_slug = category_slug
        self.tally = Tally()
        self._complain, self._progress = complain, progress
        self._warn = warn or complain
        self._machine = User.objects.get(folded_username=fold(MACHINE))
        self._categories: dict[str, Category] = {}
        self._boards: dict[str, Board] = {}

    def run(self) -> Tally:
        """Bring in what is not there yet. Raises Unreadable; what was brought in by then stays."""
        with one_at_a_time(self.site):
            for members in in_batches(self.source.members()):
                self._import_members(members)
            self._import_topics()
            for badges in in_batches(self.source.badges()):
                self._import_badges(badges)
            kind = IDEA if self.tally.ideas and not self.tally.topics else KIND
            announce_import(site=self.site, kind=kind, by=self._machine)
        return self.tally

    def _came(self, kind: str, key: int) -> Came:
        return Came(site=self.site, kind=ExternalId.Kind(kind), key=key)

    def _known(self, kind: str, keys: Iterable[int | None]) -> dict[int, int]:
        """What these are here, of those that were brought in."""
        wanted = {key for key in keys if key is not None}
        if not wanted:
            return {}
        found = ExternalId.objects.filter(site=self.site, kind=kind, key__in=wanted)
        return dict(found.values_list("key", "object_id"))

    # Members

    def _import_members(self, members: Sequence[SourceMember]) -> None:
        known = self._known(ExternalId.Kind.USER, (member.key for member in members))
        new: dict[int, SourceMember] = {}
        for member in members:
            if member.key in new:
                self._complain(f"{member.where}: duplicate member {member.key}")
            elif member.key not in known:
                new[member.key] = member
        machines = [key for key, member in new.items() if member.is_machine]
        keep_external_ids(
            external_ids=[
                (self._came(ExternalId.Kind.USER, key), self._machine.pk) for key in machines
            ]
        )
        told = {
            self._came(ExternalId.Kind.USER, key): fitting_member(member)
            for key, member in new.items()
            if not member.is_machine
        }
        written = import_members(
            members=list(told.values()),
            own=lambda rows: keep_external_ids(
                external_ids=[(came, row.pk) for came, row in zip(told, rows, strict=True)]
            ),
        )
        self.tally.members += len(written)

    def _authors(self, topics: Sequence[SourceTopic]) -> dict[SourceAuthor, int]:
        """The member for each author; whoever has gone has a stand-in by name."""
        authors = {post.author for topic in topics for post in topic.posts}
        known = self._known(ExternalId.Kind.USER, (author.key for author in authors))
        found = {author: known[author.key] for author in authors if author.key in known}
        gone = authors - found.keys()
        standing = self._stand_ins(gone)
        return found | {author: standing[key_of_stand_in(author)] for author in gone}

    def _stand_ins(self, authors: Iterable[SourceAuthor]) -> dict[int, int]:
        """Who stands for each account or name that has no member, by its key; made where nobody
        does yet.
        """
        by_key: dict[int, SourceAuthor] = {}
        for author in sorted(authors, key=lambda author: (author.name, author.key or 0)):
            by_key.setdefault(key_of_stand_in(author), author)
        known = self._known(ExternalId.Kind.NAME, by_key)
        new = {key: author for key, author in by_key.items() if key not in known}
        rows = import_members(
            members=[fitting_stand_in(key, author) for key, author in new.items()],
            own=lambda rows: keep_external_ids(
                external_ids=[
                    (self._came(ExternalId.Kind.NAME, key), row.pk)
                    for key, row in zip(new, rows, strict=True)
                ]
            ),
        )
        self.tally.members += len(rows)
        return known | {key: row.pk for key, row in zip(new, rows, strict=True)}

    def _names(self, topics: Sequence[SourceTopic]) -> list[Whose]:
        """Whose the names are that the texts of each topic call: of those who bore them there,
        and have accounts; never of members who happen to have the same ones here.
        """
        meant: list[dict[str, int]] = []  # the account's number there, by the name
        for topic in topics:
            names = {name for post in topic.posts for name in called(post.source)}
            found = [(name, self.source.whom(name, topic)) for name in names]
            meant.append({name: key for name, key in found if key is not None})
        known = self._known(
            ExternalId.Kind.USER, (key for names in meant for key in names.values())
        )
        members = User.objects.filter(is_active=True, is_machine=False, pk__in=known.values())
        here = dict(members.values_list("pk", "username")) if known else {}
        return [
            partial(
                _here,
                {name: here[known[key]] for name, key in names.items() if known.get(key) in here},
            )
            for names in meant
        ]

    # Topics

    def _import_topics(self) -> None:
        total, done = max(self.source.topics_count(), 1), 0
        for batch in in_batches(self.source.topics(), size=lambda topic: len(topic.posts)):
            topics = [topic for told in batch if (topic := usable(told, self._complain))]
            known = self._known(ExternalId.Kind.QUESTION, (topic.key for topic in topics))
            self._skip_late([topic for topic in topics if topic.key in known])
            self._write_topics(self._apart([topic for topic in topics if topic.key not in known]))
            done += len(batch)
            self._progress("Importing topics", min(done / total, 1))
        self._progress("Importing topics", 1)

    def _skip_late(self, topics: Sequence[SourceTopic]) -> None:
        """Posts that are new in files whose topic is here from earlier ones."""
        here = self._here(topics)
        for topic in topics:
            for post in topic.posts[1:]:
                if (post.kind, post.key) not in here:
                    self._complain(
                        f"{post.where}: new in a topic that was imported before, not added"
                    )

    def _apart(self, topics: Sequence[SourceTopic]) -> list[SourceTopic]:
        """Without those that another topic has posts of: a later archive of a list may know an
        older mail that an earlier one did not, and begin the same thread with it."""
        here, found = self._here(topics), []
        for topic in topics:
            if any((post.kind, post.key) in here for post in topic.posts[1:]):
                why = "its replies were imported before as another topic, not added"
                self._complain(f"{topic.posts[0].where}: {why}")
            else:
                found.append(topic)
        return found

    def _here(self, topics: Sequence[SourceTopic]) -> set[tuple[str, int]]:
        """Which of the topics' replies came already, by kind and key."""
        by_kind: dict[str, set[int]] = defaultdict(set)
        for topic in topics:
            for post in topic.posts[1:]:
                by_kind[post.kind].add(post.key)
        return {(kind, key) for kind, keys in by_kind.items() for key in self._known(kind, keys)}

    def _write_topics(self, topics: Sequence[SourceTopic]) -> None:
        if not topics:
            return
        authors = self._authors(topics)
        self._tell_of_long(topics)
        topics = list(map(settled, topics, self._names(topics)))
        try:
            self._write(topics, authors)
        except RuleViolation:  # a text that only its rendering refuses: rare, so looked for late
            for told in topics:
                if topic := usable(told, self._complain, refusal_of):
                    self._write([topic], authors)

    def _tell_of_long(self, topics: Sequence[SourceTopic]) -> None:
        for post in (post for topic in topics for post in topic.posts):
            if len(post.source) > markdown.LONGEST:
                self._warn(f"{post.where}: shortened to {markdown.LONGEST:,} characters")

    def _write(self, topics: Sequence[SourceTopic], authors: dict[SourceAuthor, int]) -> None:
        told: dict[str, Any] = {"site": self.site, "authors": authors, "machine": self._machine}
        ideas = [topic for topic in topics if topic.idea]
        rest = [topic for topic in topics if not topic.idea]
        if rest:
            self.tally.posts += import_topics(
                topics=[
                    fitting_topic(topic, category=self._category(topic.category), **told)
                    for topic in rest
                ]
            )
        if ideas:
            self.tally.posts += import_ideas(
                ideas=[fitting_idea(topic, board=self._board(), **told) for topic in ideas]
            )
        self.tally.topics += len(rest)
        self.tally.ideas += len(ideas)

    def _board(self) -> Board:
        """That of all ideas, asked for once a run."""
        slug = self.category_slug
        if slug not in self._boards:
            self._boards[slug] = board_for_import(slug=slug, title=self.site, by=self._machine)
        return self._boards[slug]

    def _category(self, told: SourceCategory | None) -> Category:
        """Asked for once a run; made where there is none of that address."""
        told = told or SourceCategory(slug=self.category_slug, title=self.site)
        if told.slug not in self._categories:
            parent = None
            if told.parent_slug and told.parent_slug != told.slug:
                above = SourceCategory(
                    slug=told.parent_slug, title=told.parent_title or told.parent_slug
                )
                parent = self._category(above)
            self._categories[told.slug] = category_for_import(
                slug=told.slug,
                title=told.title,
                description=told.description,
                parent=parent,
                by=self._machine,
            )
        return self._categories[told.slug]

    # Badges

    def _import_badges(self, badges: Sequence[SourceBadge]) -> None:
        known = self._known(ExternalId.Kind.USER, (badge.member_key for badge in badges))
        given = {}
        for badge in badges:
            if badge.member_key not in known:
                self._complain(f"{badge.where}: member {badge.member_key} does not exist")
            elif badge.key in given:
                self._complain(f"{badge.where}: duplicate badge {badge.key}")
            else:
                given[badge.key] = GivenBadge(
                    key=badge.key,
                    member_id=known[badge.member_key],
                    name=badge.name,
                    level=badge.level,
                    given_at=badge.given_at,
                )
        self.tally.badges += import_badges(site=self.site, badges=list(given.values()))


def _here(names: Mapping[str, str], name: str) -> str:
    return names.get(name, "")


def refusal_of(post: SourcePost) -> str | None:
    """Why the text of this post cannot be rendered, if it cannot."""
    try:
        rendered(post.source)
    except RuleViolation as why:
        return f"its text cannot be rendered: {why}"
    return None


def in_batches(
    things: Iterable[T], size: Callable[[T], int] = lambda _thing: 1
) -> Iterator[list[T]]:
    """Lists of about BATCH rows; nothing is cut in two."""
    batch: list[T] = []
    held = 0
    for thing in things:
        batch.append(thing)
        held += size(thing)
        if held >= BATCH:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


@contextmanager
def one_at_a_time(site: str) -> Iterator[None]:
    """Two imports of one site at once would refuse each other's rows. Raises Unreadable."""
    with connection.cursor() as cursor:
        key = lock_of(site)
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            raise Unreadable(f"another import of {site} is running")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
