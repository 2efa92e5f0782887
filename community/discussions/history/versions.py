"""What a post said before, as readable differences: word by word where that is affordable."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from rapidfuzz.distance import Indel

from community.accounts.models import User
from community.discussions import policy
from community.discussions.kinds import kind_of
from community.discussions.models import Post, Revision
from community.kernel import languages

Op = Literal["keep", "insert", "delete"]

# Comparing n with m words costs n x m bits. Beyond this many (4 MB, some 10 ms) lines are
# compared, and what is too much even for that is shown as replaced. So is what would be chopped
# into so many pieces that both texts are read more easily.
CELLS = 32_000_000
PIECES = 2_000

STEPS = 20  # edits on a page
CONTEXT = 160  # characters of what stayed that are shown on each side of a change

_WORDS = re.compile(
    "[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"  # no spaces between words
    r"|\w+|[^\S\n]+|\n|[^\w\s]"
)
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both versions have, or one of them."""

    op: Op
    text: str


@dataclass(frozen=True)
class Shown:
    """A piece on a page; `left_out` counts the words of what stayed and is not shown."""

    op: Literal["keep", "insert", "delete", "gap"]
    text: str
    left_out: int = 0


@dataclass(frozen=True)
class Change:
    """One fact beside the text that an edit changed: the title, category or tags of the thread, or
    the language."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One edit: from the version that was kept to the next one that the viewer may see."""

    revision: Revision
    after: str  # the text that it made
    version: int  # the number that it has
    facts: list[Change]

    @property
    def pieces(self) -> list[Piece]:
        return difference(self.revision.source, self.after)

    @property
    def shown(self) -> list[Shown]:
        return collapsed(self.pieces)


@dataclass(frozen=True)
class History:
    """Some edits, newest first; `older` is the version number that the next page ends before."""

    steps: list[Step]
    older: int | None


def revisions_of(post: Post, viewer: User | AnonymousUser) -> QuerySet[Revision]:
    """The versions that the viewer may see, newest first; hidden ones are for moderators."""
    rows = post.revisions.select_related("editor").order_by("-number")
    return rows if policy.may_moderate(viewer, post.thread) else rows.filter(hidden_at=None)


def history_of(
    post: Post, viewer: User | AnonymousUser, *, before: int | None = None, size: int = STEPS
) -> History:
    """A page of what became of a post, in at most three queries and what its kind asks."""
    rows = revisions_of(post, viewer)
    asked = rows.filter(number__lt=before) if before else rows
    found = list(asked[: size + 1])
    shown, more = found[:size], len(found) > size
    later = rows.filter(number__gte=before or 0) if before and shown else rows.none()
    facts = _facts(post, [*later.exclude(facts={}).defer("source"), *shown], viewer)
    steps = []
    next_one = later.last()
    after = next_one.source if next_one else post.source
    version = next_one.number if next_one else post.version
    for revision in shown:
        steps.append(Step(revision, after, version, facts[revision.number]))
        after, version = revision.source, revision.number
    return History(steps, shown[-1].number if shown and more else None)


def _facts(
    post: Post, newest_first: list[Revision], viewer: User | AnonymousUser
) -> dict[int, list[Change]]:
    """What each edit changed beside the text: from what it was to what it next was, or is now."""
    changed = [revision for revision in newest_first if revision.facts]
    if not changed:
        return {revision.number: [] for revision in newest_first}
    kind, thread = kind_of(post.thread), post.thread
    current = {**kind.facts(thread), "language": post.language}
    rows = kind.tell([current, *(revision.facts for revision in changed)], viewer)
    told = [_with_name_of_language(row) for row in rows]
    now, was = dict(told[0]), dict(zip((r.number for r in changed), told[1:], strict=True))
    found: dict[int, list[Change]] = {}
    for revision in newest_first:
        old: Mapping[str, str] = was.get(revision.number, {})
        changes = [Change(name, value, now.get(name, "")) for name, value in old.items()]
        found[revision.number] = [one for one in changes if one.before != one.after]
        now |= old
    return found


def _with_name_of_language(row: Mapping[str, str]) -> dict[str, str]:
    named = {"language": languages.name_of(row["language"])} if "language" in row else {}
    return {**row, **named}


def difference(before: str, after: str) -> list[Piece]:
    """What became of `before`, so that the kept and deleted pieces are `before`, and the kept and
    inserted ones `after`. Its cost is bounded whatever the texts are.

    How lines end depends on the interface that a text came through, and is no difference.
    """
    before, after = (text.replace("\r\n", "\n").replace("\r", "\n") for text in (before, after))
    words = _compared(_WORDS.findall(before), _WORDS.findall(after))
    return words if words is not None else _by_lines(before, after)


def _by_lines(before: str, after: str) -> list[Piece]:
    """Line by line; where lines were replaced by others, word by word if that is not much."""
    lines = _compared(_LINES.findall(before), _LINES.findall(after))
    if lines is None:
        return _replaced(before, after)
    pieces: list[Piece] = []
    budget = CELLS
    for piece in lines:
        before_it = pieces[-1] if pieces else None
        if before_it and (before_it.op, piece.op) == ("delete", "insert"):
            old, new = _WORDS.findall(before_it.text), _WORDS.findall(piece.text)
            if finer := _compared(old, new, budget):
                budget -= len(old) * len(new)
                pieces[-1:] = finer
                continue
        pieces.append(piece)
    return pieces


def _compared(old: Sequence[str], new: Sequence[str], budget: int = CELLS) -> list[Piece] | None:
    """The pieces of two lists of tokens; None if comparing them would cost more than `budget`."""
    head = _alike(zip(old, new, strict=False))
    rest = min(len(old), len(new)) - head
    tail = min(rest, _alike(zip(reversed(old), reversed(new), strict=False)))
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(a) * len(b) > budget:
        return None
    pieces = [Piece("keep", "".join(old[:head]))]
    steps = Indel.opcodes(a, b)
    if len(steps) > PIECES:
        return None
    for step in steps:
        gone, come = a[step.src_start : step.src_end], b[step.dest_start : step.dest_end]
        match step.tag:
            case "equal":
                pieces.append(Piece("keep", "".join(gone)))
            case _:
                pieces += _replaced("".join(gone), "".join(come))
    pieces.append(Piece("keep", "".join(old[len(old) - tail :])))
    return list(_smoothed(pieces))


def _alike(pairs: Iterator[tuple[Hashable, Hashable]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _replaced(before: str, after: str) -> list[Piece]:
    gone = [Piece("delete", before)] if before else []
    return [*gone, Piece("insert", after)] if after else gone


def _smoothed(pieces: list[Piece]) -> Iterator[Piece]:
    """Phrases instead of single words: a mere space between two changes belongs to them."""
    gone, come, kept = "", "", ""
    for at, piece in enumerate(pieces):
        if piece.op == "keep":
            between = (gone or come) and at + 1 < len(pieces) and piece.text.isspace()
            if between and any(later.op != "keep" for later in pieces[at + 1 : at + 2]):
                gone, come = gone + piece.text, come + piece.text
                continue
            if piece.text and (gone or come):
                yield from _changed(kept, gone, come)
                gone, come, kept = "", "", ""
            kept += piece.text
        elif piece.op == "delete":
            gone += piece.text
        else:
            come += piece.text
    yield from _changed(kept, gone, come)


def _changed(kept: str, gone: str, come: str) -> Iterator[Piece]:
    if kept:
        yield Piece("keep", kept)
    yield from _replaced(gone, come)


def collapsed(pieces: list[Piece]) -> list[Shown]:
    """For a page: of what stayed, what stands beside a change; the rest is counted."""
    shown: list[Shown] = []
    for at, piece in enumerate(pieces):
        if piece.op != "keep" or len(piece.text) <= 3 * CONTEXT:
            shown.append(Shown(piece.op, piece.text))
            continue
        head = _cut(piece.text, CONTEXT) if at else ""
        tail = _cut(piece.text[::-1], CONTEXT)[::-1] if at + 1 < len(pieces) else ""
        middle = piece.text[len(head) : len(piece.text) - len(tail)]
        shown.append(Shown("keep", head))
        shown.append(Shown("gap", "", left_out=len(middle.split())))
        shown.append(Shown("keep", tail))
    return [piece for piece in shown if piece.text or piece.op == "gap"]


def _cut(text: str, most: int) -> str:
    """The beginning of it, up to the end of a word."""
    room = re.compile(r"\s").search(text, most)
    return text[: room.start()] if room and room.start() < 2 * most else text[:most]
