"""What an issue tracker is to the rest of feedback. Each is one file beside this one.

    class GitHub(Tracker):
        name, label = "github", "GitHub Issues"
        ...

    register(GitHub())

The engine (deliveries, pushes, links, back-off) knows trackers by this interface alone: a fourth
one is a file that `feedback/trackers/__init__.py` names, loaded at first use. Nothing here touches
the database.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from community.kernel.languages import Text
from feedback.trackers import TRACKERS

LONGEST_WAIT = 86_400.0  # seconds


class TrackerRefused(Exception):
    """The tracker answered that it will not do this: trying again changes nothing."""


class TrackerMissing(TrackerRefused):
    """There is no such issue any more. Not raised if the whole project cannot be reached."""


class TrackerUnavailable(Exception):
    """No answer, a fault of the tracker, or a rate limit. It may work later."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        # Seconds, if the tracker said so. What it says is not believed for longer than a day.
        self.retry_after = None if retry_after is None else min(retry_after, LONGEST_WAIT)


class BadSignature(Exception):
    """A webhook that its sender did not sign with a secret of the connection, or too long ago."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """A connection as its tracker needs it. `credentials` are those that `credential_fields`
    name, decrypted."""

    api_url: str  # without a slash at its end
    project: str
    credentials: Mapping[str, str]
    account_id: str = ""  # our own account


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A webhook as it came. Names of headers are in lower case."""

    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class RemoteStatus:
    """One of the tracker's statuses: what an administrator maps."""

    id: str
    label: str


@dataclass(frozen=True, kw_only=True)
class RemoteIssue:
    """An issue as the tracker has it now. `version` orders its states: the tracker's own time of
    the last change, as text that sorts (ISO 8601 in UTC)."""

    external_id: str
    key: str  # "#42", "ENG-7": what people call it
    url: str
    title: str
    status: str  # the id of a RemoteStatus
    version: str
    marker: str = ""  # of the link that created it, if it carries one

    def __post_init__(self) -> None:
        """Raises ValueError of what no tracker says and no column takes."""
        said = (self.external_id, 100), (self.key, 100), (self.status, 100), (self.version, 40)
        if any(len(text) > longest for text, longest in said) or not _is_address(self.url):
            raise ValueError("no issue")


def _is_address(url: str) -> bool:
    return len(url) <= 500 and (url == "" or url.startswith(("https://", "http://")))


@dataclass(frozen=True, kw_only=True)
class RemoteComment:
    external_id: str
    issue_id: str
    author: str
    text: str  # Markdown
    version: str
    marker: str = ""

    def __post_init__(self) -> None:
        if len(self.external_id) > 100 or len(self.version) > 40:
            raise ValueError("no comment")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one webhook tells. `actor_id` is who did it, as `Access.account_id`; of several changes
    in one webhook each is one."""

    kind: str  # issue_opened, issue_changed, issue_deleted, comment_added, comment_changed
    actor_id: str
    issue: RemoteIssue | None = None
    comment: RemoteComment | None = None


@dataclass(frozen=True, kw_only=True)
class NewIssue:
    """What an issue is created from. The tracker hides `marker` in the issue, so that
    `find_issue` finds it."""

    title: str
    text: str  # Markdown
    url: str  # of the idea
    marker: str
    status: str = ""  # the id of a RemoteStatus, if one is mapped
    is_bug: bool = False


@dataclass(frozen=True, kw_only=True)
class CredentialField:
    name: str
    label: Text
    is_secret: bool = True


@dataclass(frozen=True, kw_only=True)
class Hook:
    """How an administrator sets up the webhook: what the tracker's form asks for."""

    events: Sequence[str] = field(default_factory=tuple)
    steps: Sequence[Text] = field(default_factory=tuple)


class Tracker(ABC):
    """One kind of issue tracker. Methods that ask it raise TrackerRefused, TrackerUnavailable.

    They ask through `feedback/trackers/http.py`, which bounds time and bytes and maps answers.
    """

    name: str  # "github": stored, so keep it
    label: str  # "GitHub Issues": a product's name, not translated
    default_api_url: str
    project_label: Text  # what `project` is: "owner/repository"
    credential_fields: Sequence[CredentialField]
    hook: Hook

    # -- incoming --
    @abstractmethod
    def verify(self, incoming: Incoming, secrets: Sequence[str]) -> None:
        """Raises BadSignature unless one of the secrets signed the body, recently."""

    @abstractmethod
    def delivery_id(self, incoming: Incoming) -> str:
        """The same for each retry of one webhook. Raises BadSignature without one."""

    @abstractmethod
    def event(self, incoming: Incoming) -> str:
        """What the webhook says it is, for people who look for it in the admin."""

    @abstractmethod
    def changes(self, event: str, body: Mapping[str, Any], access: Access) -> Iterable[Change]:
        """What the webhook tells; nothing if it is not of our project or not of issues."""

    # -- asking --
    @abstractmethod
    def account(self, access: Access) -> str:
        """The id of our own account, as `Change.actor_id` says it."""

    @abstractmethod
    def statuses(self, access: Access) -> Sequence[RemoteStatus]: ...

    @abstractmethod
    def issue(self, access: Access, external_id: str) -> RemoteIssue:
        """Raises TrackerRefused if there is none."""

    @abstractmethod
    def find_issue(self, access: Access, reference: str) -> RemoteIssue:
        """By its key or address, as people write it. Raises TrackerRefused if there is none."""

    @abstractmethod
    def find_by_marker(self, access: Access, marker: str) -> RemoteIssue | None:
        """The issue that carries the marker, asked before an issue is created a second time."""

    @abstractmethod
    def issues_since(self, access: Access, since: datetime) -> Iterator[RemoteIssue]:
        """Those changed since then: for what no webhook told."""

    # -- telling --
    @abstractmethod
    def create_issue(self, access: Access, new: NewIssue) -> RemoteIssue: ...

    @abstractmethod
    def set_status(self, access: Access, external_id: str, status: str) -> RemoteIssue: ...

    @abstractmethod
    def add_comment(
        self, access: Access, external_id: str, text: str, marker: str
    ) -> RemoteComment: ...

    @abstractmethod
    def find_comment(self, access: Access, external_id: str, marker: str) -> RemoteComment | None:
        """The comment of an issue that carries the marker."""

    def renew_hook(self, access: Access, url: str) -> bool:
        """For trackers whose webhooks expire: True if one was renewed."""
        return False


_trackers: dict[str, Tracker] = {}


def register(tracker: Tracker) -> None:
    _trackers[tracker.name] = tracker


@cache
def _load() -> None:
    for name in TRACKERS:
        if find_spec(module := f"feedback.trackers.{name}"):
            import_module(module)


def trackers() -> list[Tracker]:
    _load()
    return sorted(_trackers.values(), key=lambda one: one.label)


def tracker_named(name: str) -> Tracker | None:
    _load()
    return _trackers.get(name)
