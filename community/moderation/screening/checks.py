"""What a text is checked for before it is published, in this order: word filters, how a new member
writes, links, spam, rules of approval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.kernel import formats
from community.kernel.errors import RuleViolation
from community.moderation.models import WordFilter
from community.moderation.screening import active
from community.moderation.screening.words import Match, links_in, replaced

TOO_FAST = 3.0  # seconds between the form and the text
MOST_LINKS = 2  # of a new member, to other sites
MOST_TO_ONE_HOST = 2  # in all that a new member wrote today
SAYS_SOMETHING = 20  # characters: "Thank you" may be said twice
MOST_TOLD = 5  # words that one refusal names

Action = WordFilter.Action


class BlockedWords(RuleViolation):
    """The text contains words that a filter blocks; the message names them."""

    code = "blocked_words"
    title = _("Words not allowed")

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        told = gettext("Your text contains words that are not allowed here: %(words)s.")
        self.message = told % {"words": formats.listed(words)}


def nothing() -> Sequence[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a member is about to publish. What costs a query is asked only where it matters."""

    by: User
    source: str
    title: str = ""
    moderates: Callable[[], bool]  # whether its author is a moderator there
    needs_approval: bool = False  # everything there does
    seconds: float | None = None  # since the form was shown, if it was written in one
    earlier: Callable[[], Sequence[str]] = nothing  # what its author published within a day
    posts_count: Callable[[], int] = lambda: 0  # how much its author ever published


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What becomes of it: `title` and `source` as they are published, why it waits if it does,
    whether it is flagged when it is published, and whether its author is silenced."""

    source: str
    title: str = ""
    reasons: Sequence[str] = ()
    is_flagged: bool = False
    flagged_for: Sequence[str] = ("word_filter",)  # registered codes, if it is flagged
    is_silenced: bool = False
    words: Sequence[str] = ()  # that filters found, for moderators

    @property
    def waits(self) -> bool:
        return bool(self.reasons)


def screen(draft: Draft) -> Verdict:
    """Check what is about to be published. Raises BlockedWords.

    Texts of moderators of the category are not checked. A member of trust level 1 or higher costs
    no query unless something is found.
    """
    filters = active.current()
    is_new = draft.by.trust_level == User.Trust.NEW
    if not (filters.rows or draft.needs_approval or is_new or is_checked_for_spam(draft.by)):
        return Verdict(source=draft.source, title=draft.title)
    if draft.moderates():
        return Verdict(source=draft.source, title=draft.title)
    verdict = filtered(draft.source, draft.title)
    reasons = list(verdict.reasons)
    if is_new:
        reasons += _new_member(draft)
    if is_checked_for_spam(draft.by):
        reasons.append("spam_check")
    if draft.needs_approval:
        reasons.append("needs_approval")
    if is_new and (most := settings.FIRST_POSTS_NEED_APPROVAL) and draft.posts_count() < most:
        reasons.append("first_posts")
    return replace(verdict, reasons=tuple(reasons))


def screen_edit(
    source: str, title: str, moderates: Callable[[], bool], by: User | None = None
) -> Verdict:
    """Check an edit: filters block and replace as ever, and what would wait is flagged instead, as
    are the links that a new member puts in afterwards. Raises BlockedWords."""
    is_advertised = _is_new(by) and _has_many_links(source, ())
    if not (active.current().rows or is_advertised) or moderates():
        return Verdict(source=source, title=title)
    verdict = filtered(source, title)
    flagged_for = ["word_filter"] if verdict.is_flagged or verdict.waits else []
    flagged_for += ["many_links"] if is_advertised else []
    return replace(
        verdict,
        reasons=(),
        is_flagged=bool(flagged_for),
        flagged_for=flagged_for,
        is_silenced=False,
    )


def _is_new(member: User | None) -> bool:
    return member is not None and member.trust_level == User.Trust.NEW


def filtered(source: str, title: str) -> Verdict:
    """What the word filters make of a text and its title. Raises BlockedWords."""
    filters = active.current()
    in_title, in_source = filters.found_in(title), filters.found_in(source)
    found = {one.row.action for one in (*in_title, *in_source)}
    if Action.BLOCK in found:
        raise BlockedWords(_words(title, in_title, Action.BLOCK, source, in_source))
    waits = found & {Action.APPROVE, Action.SILENCE}
    return Verdict(
        title=replaced(title, _of(in_title, Action.REPLACE)),
        source=replaced(source, _of(in_source, Action.REPLACE)),
        reasons=("word_filter",) if waits else (),
        is_flagged=Action.FLAG in found,
        is_silenced=Action.SILENCE in found,
        words=_words(title, in_title, None, source, in_source),
    )


def _of(matches: Sequence[Match], action: str) -> list[Match]:
    return [one for one in matches if one.row.action == action]


def _words(
    title: str,
    in_title: Sequence[Match],
    action: str | None,
    source: str,
    in_source: Sequence[Match],
) -> list[str]:
    """The words that were found, each once, in the order of the text."""
    places = [(title, one) for one in in_title] + [(source, one) for one in in_source]
    said = [
        " ".join(text[one.start : one.end].split())
        for text, one in places
        if action in {None, one.row.action}
    ]
    return list(dict.fromkeys(said))[:MOST_TOLD]


def is_checked_for_spam(member: User) -> bool:
    """Whether Akismet is asked about what this member writes."""
    return bool(settings.AKISMET_KEY) and member.trust_level <= User.Trust.BASIC


def _new_member(draft: Draft) -> list[str]:
    reasons = []
    if draft.seconds is not None and draft.seconds < TOO_FAST:
        reasons.append("too_fast")
    earlier = draft.earlier()
    if len(draft.source) >= SAYS_SOMETHING and draft.source in earlier:
        reasons.append("repeated")
    if _has_many_links(draft.source, earlier):
        reasons.append("many_links")
    return reasons


def _has_many_links(source: str, earlier: Sequence[str]) -> bool:
    hosts = hosts_in(source)
    if len(hosts) > MOST_LINKS:
        return True
    before = [host for text in earlier for host in set(hosts_in(text))]
    return any(before.count(host) + hosts.count(host) > MOST_TO_ONE_HOST for host in hosts)


def hosts_in(source: str) -> list[str]:
    """The sites that a text links to, as often as it does; this one does not count."""
    own = urlsplit(settings.SITE_URL).netloc.lower()
    found = []
    for link in links_in(source):
        host = urlsplit(link if "://" in link else f"http://{link}").netloc.lower()
        found.append(host.removeprefix("www."))
    return [host for host in found if host and host != own.removeprefix("www.")]
