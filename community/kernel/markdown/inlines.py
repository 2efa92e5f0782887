"""What stands within a line: bare links, spoilers, names that are called, notes, tasks."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_core.state_core import StateCore
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from markdown_it.token import Token

from community.kernel.markdown.cjk import is_cjk, script
from community.kernel.text import fold, may_name

MOST_NAMES = 100  # different ones that are looked up for one text
LONGEST_NAME = 60
MOST_TURNS = 4  # of script, in what may be a name and the words after it

_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
# Full-width and CJK punctuation, and quotation marks: what follows them is no part of an address.
_ENDS = "\u3001-\u3003\u3008-\u3011\u3014-\u301b\u301d-\u301f\ufe10-\ufe19\ufe30-\ufe4f"
_ENDS += "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff64\u201c-\u201f\u00ab\u00bb\u2039\u203a"
_ADDRESS = re.compile(rf"://[^\s<>\"`{_UNSEEN}{_ENDS}]{{1,2000}}")
# Belongs to the sentence, not to the address.
_AFTER = frozenset(".,;:!?*_~'\")]}|\u2018\u2019\u2026\u2013\u2014\u00b7\u30fb\uff65\u301c")
_NOTE = re.compile(r"\[\^([^\s\[\]^]{1,40})\]")
_BAR = ord("|")


def add_inlines(parser: MarkdownIt) -> None:
    parser.inline.add_terminator_char("|")
    parser.inline.ruler.before("autolink", "bare_link", _bare_link)
    parser.inline.ruler.before("link", "footnote_ref", _footnote_ref)
    parser.inline.ruler.before("emphasis", "spoiler", _spoiler)
    parser.inline.ruler2.before("fragments_join", "spoiler", _pair_spoilers)
    parser.core.ruler.before("text_join", "tasks", _tasks)
    parser.core.ruler.before("text_join", "mentions", _mentions)
    parser.core.ruler.before("text_join", "footnotes", _gather_footnotes)
    parser.core.ruler.before("text_join", "wraps", _open_wraps)


def _bare_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """http://… and https://… as they stand, without guessing: "setup.py" is no address."""
    at = state.pos
    if state.linkLevel or not state.src.startswith("://", at):
        return False
    typed = state.src[max(at - 6, 0) : at].lower()
    scheme = next((name for name in ("https", "http") if typed.endswith(name)), "")
    before = typed[: len(typed) - len(scheme)][-1:]
    is_in_word = before.isalnum() and not is_cjk(before)
    if not scheme or is_in_word or state.pending[-len(scheme) :].lower() != scheme:
        return False
    if not (found := _ADDRESS.match(state.src, at, state.posMax)):
        return False
    url = scheme + _trimmed(found[0])
    if not _is_plain(url) or not state.md.validateLink(href := state.md.normalizeLink(url)):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        opening = state.push("link_open", "a", 1)
        opening.attrs, opening.markup, opening.info = {"href": href}, "linkify", "auto"
        state.push("text", "", 0).content = state.md.normalizeLinkText(url)
        closing = state.push("link_close", "a", -1)
        closing.markup, closing.info = "linkify", "auto"
    state.pos += len(url) - len(scheme)
    return True


def _trimmed(url: str) -> str:
    """Without the full stop of its sentence, and the bracket that closes around it."""
    unopened = url.count(")") - url.count("(")
    end = len(url)
    while end and url[end - 1] in _AFTER:
        if url[end - 1] == ")":
            if unopened <= 0:
                break
            unopened -= 1
        end -= 1
    return url[:end]


def _is_plain(url: str) -> bool:
    """A host with a dot in it, and no name before it that poses as one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return "@" not in parts.netloc and "." in (parts.hostname or "").strip(".")


def shown_address(href: str, typed: str) -> str:
    """The address as it was typed; a host of other letters than ours in the spelling that cannot
    pass for another: Cyrillic letters that look like "apple" are shown as xn--80ak6aa92e."""
    try:
        return typed if (urlsplit(typed).hostname or "").isascii() else href
    except ValueError:
        return href


def _footnote_ref(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    found = _NOTE.match(state.src, state.pos, state.posMax)
    notes = state.env.get("notes", {})
    if state.linkLevel or not found or found[1] not in notes:
        return False
    if not silent:
        is_first = not notes[found[1]]
        if is_first:
            state.env["noted"] = notes[found[1]] = state.env.get("noted", 0) + 1
        token = state.push("footnote_ref", "", 0)
        token.meta = {"number": notes[found[1]], "is_first": is_first}
    state.pos = found.end()
    return True


def _spoiler(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Two bars may open or close a spoiler; which, the balancing of all marks decides."""
    if silent or not state.src.startswith("||", state.pos):
        return False
    scanned = state.scanDelims(state.pos, True)
    for _ in range(scanned.length // 2):
        state.push("text", "", 0).content = "||"
        state.delimiters.append(
            Delimiter(_BAR, 0, len(state.tokens) - 1, -1, scanned.can_open, scanned.can_close)
        )
    if scanned.length % 2:
        state.push("text", "", 0).content = "|"
    state.pos += scanned.length
    return True


def _pair_spoilers(state: StateInline) -> None:
    inner = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
    for delimiters in (state.delimiters, *inner):
        for opening in delimiters:
            if opening.marker == _BAR and opening.end != -1:
                closing = delimiters[opening.end]
                for at, side, nesting in ((opening, "open", 1), (closing, "close", -1)):
                    token = state.tokens[at.token]
                    token.type, token.nesting, token.content = f"spoiler_{side}", nesting, ""


def _texts(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], int, Token]]:
    """Each plain text that stands in no link: the list that holds it, where, and itself."""
    for block in tokens:
        depth = 0
        children = block.children or []
        for at, child in enumerate(children):
            if child.type in {"link_open", "link_close"}:
                depth += child.nesting
            elif child.type == "text" and not depth:
                yield children, at, child


def _mentions(state: StateCore) -> None:
    """Set apart what may call somebody by name; who is known is asked once for the whole text.

    Who is named in a quote is linked, and not called: they were called by whoever is quoted.
    """
    names: dict[str, None] = {}
    quotes = 0
    for block in state.tokens:
        quotes += block.nesting * (block.tag == "blockquote")
        if block.children and "@" in block.content:
            hits = {at: child for _, at, child in _texts([block]) if "@" in child.content}
            block.children = [
                part
                for at, child in enumerate(block.children)
                for part in (_parted(child, names) if at in hits else [child])
            ]
            for part in block.children if quotes else ():
                if part.type == "mention":
                    part.meta["is_quoted"] = True
    state.env["names"] = set(list(names)[:MOST_NAMES])


def _parted(text: Token, names: dict[str, None]) -> list[Token]:
    said, parts, begin = text.content, [], 0
    at = said.find("@")
    while at >= 0:
        end = at + 1
        while end < len(said) and end - at <= LONGEST_NAME + 1 and may_name(said[end]):
            end += 1
        name, before = said[at + 1 : end], said[at - 1 : at]
        stands = is_cjk(before) or not (before.isalnum() or before in set("@._-/"))
        if name and len(name) <= LONGEST_NAME and (stands or not before):
            # "用户@例え.jp" may be an address, of which no part is a name.
            candidates = _candidates(name, is_apart=not (is_cjk(before) and "." in name[:-1]))
            names.update((fold(candidate), None) for candidate in candidates)
            parts += [_text(said[begin:at], text), _name(candidates, text)]
            begin = end
        at = said.find("@", max(end, at + 1))
    return [part for part in [*parts, _text(said[begin:], text)] if part.content]


def _candidates(name: str, *, is_apart: bool) -> list[str]:
    """The whole first, then without the dots and hyphens that may belong to the sentence, then
    up to where the script changes to or within CJK, which has no spaces: "@carlaさん"."""
    bare = name.rstrip("._-")
    found = [name[:end] for end in range(len(name), max(len(bare), len(name) - 4) - 1, -1)]
    if is_apart:
        turns = [end for end in range(1, len(bare)) if _turns(bare[end - 1], bare[end])]
        found += [bare[:end] for end in reversed(turns[:MOST_TURNS])]
    return found


def _turns(one: str, other: str) -> bool:
    scripts = script(one), script(other)
    return scripts[0] != scripts[1] and any(scripts)


def _text(content: str, like: Token) -> Token:
    return Token("text", "", 0, content=content, level=like.level)


def _name(candidates: list[str], like: Token) -> Token:
    meta = {"candidates": candidates}
    return Token("mention", "", 0, content=f"@{candidates[0]}", level=like.level, meta=meta)


def _tasks(state: StateCore) -> None:
    """ "[ ] …" and "[x] …" at the beginning of a list's item."""
    tokens = state.tokens
    for at in range(2, len(tokens)):
        item, _paragraph, inline = tokens[at - 2 : at + 1]
        if inline.type != "inline" or item.type != "list_item_open" or not inline.children:
            continue
        first = inline.children[0]
        if first.type == "text" and first.content[:4].lower() in {"[ ] ", "[x] "}:
            item.attrSet("class", "task")
            box = Token("task", "", 0, meta={"is_done": first.content[1] != " "})
            first.content = first.content[4:]
            inline.children.insert(0, box)


def _gather_footnotes(state: StateCore) -> None:
    """To the foot, in the order in which they are called; those that nobody calls are left out."""
    if "notes" not in state.env:
        return
    rest: list[Token] = []
    found: dict[int, list[Token]] = {}
    note: list[Token] | None = None
    for token in state.tokens:
        if token.type == "footnote_open":
            number = state.env["notes"][token.meta["label"]]
            note = [token]
            token.meta["number"] = number
            if number and number not in found:
                found[number] = note
        elif note is not None:
            if token.type == "footnote_close":
                _lead_back(note)
            note.append(token)
            note = None if token.type == "footnote_close" else note
        else:
            rest.append(token)
    notes = [token for number in sorted(found) for token in found[number]]
    if notes:
        rest += [Token("footnotes_open", "ol", 1), *notes, Token("footnotes_close", "ol", -1)]
    state.tokens = rest


def _lead_back(note: list[Token]) -> None:
    """The way back stands behind the last words."""
    back = Token("footnote_back", "", 0, meta=note[0].meta)
    last = note[-2] if note[-1].type == "paragraph_close" else note[-1]
    if last.type == "inline" and last.children is not None:
        last.children.append(back)
    else:
        note.append(back)


def _open_wraps(state: StateCore) -> None:
    """A part that unfolds may not stand in a paragraph: browsers would end it there."""
    for at, token in enumerate(state.tokens):
        folds = token.children and any(child.type == "spoiler_open" for child in token.children)
        if folds and at and state.tokens[at - 1].type == "paragraph_open":
            for wrap in (state.tokens[at - 1], state.tokens[at + 1]):
                wrap.tag = "div"
            state.tokens[at - 1].attrSet("class", "par")
