"""An archive of a mailing list: who wrote is a member, a thread of mails is a topic.

A mail follows the nearest one that it names and that is there. Those that follow the same
missing one belong together; and an answer that names none follows the latest mail of its subject
in the 30 days before it. Addresses are kept as numbers and shown nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from community.discussions.models.external_ids import ExternalId
from community.kernel.text import is_blank
from community.setup.importing.mbox.addresses import key_of
from community.setup.importing.mbox.charsets import UNREADABLE
from community.setup.importing.mbox.files import Files, Place
from community.setup.importing.mbox.headers import Head, head_of, label_of, title_of
from community.setup.importing.mbox.mail import body_of
from community.setup.importing.mbox.staging import Filed, Staging
from community.setup.importing.records import (
    Complain,
    Progress,
    SourceAuthor,
    SourceBadge,
    SourceMember,
    SourcePost,
    SourceTopic,
    Unusable,
)

NO_SUBJECT = "(no subject)"
MOST_LABELS = 1000
FEWEST = 3  # subjects that have it
SAYS_WHAT = ("patch", "rfc", "bug", "ann")  # labels that say of what kind a mail is


class Mbox:
    """One list, from a file of mails or a folder of such files."""

    def __init__(
        self, path: Path, *, site: str, url: str, complain: Complain, progress: Progress
    ) -> None:
        self.site = site
        self._complain, self._progress = complain, progress
        self._files = Files(path)
        self._lists: frozenset[str] = frozenset()
        self._labels: Counter[str] = Counter()
        self._read = 0
        self._unreadable, self._first_unreadable = 0, ""
        self._filled: Staging | None = None

    # What a run asks for, in this order

    def members(self) -> Iterator[SourceMember]:
        return self._staging().members()

    def topics_count(self) -> int:
        return len(self._staging())

    def topics(self) -> Iterator[SourceTopic]:
        for thread in self._staging().threads():
            if topic := self._topic(thread):
                yield topic

    def badges(self) -> Iterator[SourceBadge]:
        return iter(())

    def whom(self, name: str, topic: SourceTopic) -> int | None:
        """Mails call nobody by "@": what looks so is code, or an address."""
        return None

    def notes(self) -> Iterator[str]:
        seem = self._files.separators_count
        yield f"The archive seems to hold {seem:,} messages; {self._read:,} were read."
        if seem != self._read:
            yield 'Check lines that start with "From " and a date, but have no header below them.'
        if self._unreadable:
            yield (
                f"Messages with bytes that fit no charset, shown as {UNREADABLE}: "
                f"{self._unreadable:,} (the first is {self._first_unreadable})."
            )

    # How

    def _staging(self) -> Staging:
        """The headers of all mails, read once."""
        if self._filled is None:
            staging = Staging()
            for place in self._files.places(self._progress):
                try:
                    self._put(staging, place)
                except Unusable as why:
                    self._complain(f"{self._files.where(place)}: {why}")
            staging.close_up()
            self._lists |= self._labels_of_most()
            self._filled = staging
        return self._filled

    def _put(self, staging: Staging, place: Place) -> None:
        """Raises Unusable."""
        separator, mail = self._files.read_head(place)
        head = head_of(mail, separator)
        self._read += 1
        self._count_label(head.subject)
        if head.refusal:
            raise Unusable(head.refusal)
        self._lists |= head.lists
        key = head.key
        if key is None:
            key = key_of(self._files.read(place)[1].decode("latin-1"))
        staging.put(key, head, place)

    def _count_label(self, subject: str) -> None:
        """Those that are rare are forgotten again, so that there are never many."""
        if label := label_of(subject):
            self._labels[label] += 1
        if len(self._labels) > MOST_LABELS:
            self._labels = Counter(dict(self._labels.most_common(MOST_LABELS // 2)))

    def _labels_of_most(self) -> set[str]:
        """What stands before most subjects is the list's, also where no header names a list."""
        return {
            label
            for label, count in self._labels.items()
            if count >= FEWEST and 2 * count > self._read and not label.startswith(SAYS_WHAT)
        }

    def _topic(self, thread: Sequence[Filed]) -> SourceTopic | None:
        """Where a mail says nothing, what follows it follows what that followed."""
        posts: list[SourcePost] = []
        at: dict[int, int] = {}  # where a mail is, or what it followed if it says nothing
        title = ""
        for mail in thread:
            separator, data = self._files.read(mail.place)
            head = head_of(data, separator)
            title = title or title_of(head.subject, self._lists) or NO_SUBJECT
            parent = 0 if mail.above is None else at[mail.above]
            at[mail.key] = parent
            text = body_of(data, head.archived_at)
            if UNREADABLE in text or UNREADABLE in head.subject:
                self._unreadable += 1
                self._first_unreadable = self._first_unreadable or self._files.where(mail.place)
            if is_blank(text):
                self._complain(f"{self._files.where(mail.place)}: no text")
            else:
                at[mail.key] = len(posts)
                posts.append(self._post(mail, head, text, parent if posts else None))
        return SourceTopic(key=posts[0].key, title=title, posts=posts) if posts else None

    def _post(self, mail: Filed, head: Head, text: str, parent: int | None) -> SourcePost:
        return SourcePost(
            kind=ExternalId.Kind.QUESTION if parent is None else ExternalId.Kind.ANSWER,
            key=mail.key,
            where=self._files.where(mail.place),
            author=SourceAuthor(key=head.sender.key, name=head.sender.name),
            source=text,
            created_at=mail.time,
            parent=parent,
            url=head.archived_at,
        )
