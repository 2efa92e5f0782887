"""Texts in scripts: static/js.

A text is marked by gettext, ngettext, pgettext and npgettext of `static/js/lib/i18n.js`. Reported
are, outside of their arguments:

1. a literal with a word in it that is given to what is shown: `textContent`, `title`,
   `placeholder`, `ariaLabel` and others of SHOWN, functions that show it (SAYS), HTML with words;
2. a literal that begins with a capital letter like a label or a sentence;
3. small words: several of them, with a value between or beside them (`${count} replies`), or that
   end like a sentence; `n === 1 ? 'reply' : 'replies'`;
4. sentences that are put together: a translated text in a sum, or in a template literal with more;
5. numbers and dates without `locale`: toLocaleString(), Intl.NumberFormat(), 'en-GB'.

Left out: literals that are compared, and keys of objects; names of keys, classes, styles, headers
and events; errors for programmers (`new Error`, `console`). A line that ends in
`// no translation: reason` is left out, too.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from community.setup.texts.html import texts
from community.setup.texts.words import (
    Found,
    has_words,
    is_label,
    is_phrase,
    is_sentence,
    shortened,
)


class Token(NamedTuple):
    """A piece of a script; `inner` are those of the values in a template literal."""

    kind: str
    text: str
    line: int
    inner: tuple["Token", ...] = ()


MARKS = {"gettext", "ngettext", "pgettext", "npgettext"}
SHOWN = {
    *("alt", "ariaDescription", "ariaLabel", "ariaValueText", "innerText", "label", "placeholder"),
    *("textContent", "title"),
}
SHOWN_AS_HTML = {"innerHTML", "outerHTML", "insertAdjacentHTML", "parsed"}
# Functions that show a text, with its place among what they are given; None: all of it.
SAYS = {
    **dict.fromkeys(("alert", "confirm", "prompt", "toast", "setCustomValidity", "buttonOf"), 0),
    **dict.fromkeys(("Notification", "format", "sentence", "newsBar"), None),
    **dict.fromkeys(("after", "append", "before", "prepend", "replaceChildren"), None),
    **dict.fromkeys(("createTextNode", "join", "replaceWith"), 0),
    **dict.fromkeys(("insertAdjacentText", "setAttribute"), 1),
}
# What is given or assigned to these is code, or for programmers.
HIDDEN = {
    "class",
    "className",
    "code",
    "cssText",
    "href",
    "id",
    "key",
    "rel",
    "role",
    "src",
    "type",
}
TAKE_CODE = {
    *("CustomEvent", "Event", "addEventListener", "closest", "getElementById", "matchMedia"),
    *("matches", "querySelector", "querySelectorAll", "removeEventListener", "setProperty"),
    "setRequestHeader",
}
CODE_OWNERS = {"classList", "console", "headers", "style"}
KEYS = {"Alt", "Backspace", "Control", "Ctrl", "Enter", "Esc", "Escape", "Meta", "Shift", "Tab"}
KEYS_IN_LIST = {"Delete", "End", "Home", "Insert", "Space"}  # labels of buttons elsewhere
SHOWN_ATTRIBUTES = {"alt", "aria-description", "aria-label", "placeholder", "title"}
OPENING, CLOSING = {"(", "[", "{"}, {")", "]", "}"}
BLANKS = {"n": "\n", "t": "\t"}
ENDS = {";", "{", "[", "=>", "return"}
TO_LOCALE = {"toLocaleString", "toLocaleDateString", "toLocaleTimeString"}
NO_LOCALE = {")", "[", "undefined"}
ENGLISH = {"en-GB", "en-US"}
ASSIGNS = {"=", "||=", "??=", "&&="}
LEFT_OUT = re.compile(r"// no translation: \w+")
COMPARES = {"==", "===", "!=", "!==", "case", "in"}
SPACE = re.compile(r"\s+|//[^\n]*|/\*.*?\*/", re.DOTALL)
STRING = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", re.DOTALL)
EXPRESSION = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
OTHER = re.compile(r"[\w$#@]+|[=!]==?|=>|\?\?=?|\?\.|&&=?|\|\|=?|\.\.\.|[^\s\w]")
# After these a slash begins a regular expression, as after any operator.
BEFORE_EXPRESSION = {"return", "typeof", "case", "in", "of", "delete", "void", "await", "yield"}
BESIDE_VALUE = re.compile(r"\{\} [a-z]{2,}|[a-z]{2,}:? “?\{\}")
GLUED = "put together from pieces: use format()"
VALUE_ADDED = re.compile(r" [a-z]{2,}[.!?…]?|[A-Za-z][a-z]+:? ")
# Also a selector: input, select
CODE_SIGNS = re.compile(r"^[a-z]+(?:, [a-z]+)+$|[#=<>\[\]/_]|\w\.\w|:\w|--|\w\(")


def is_checked(name: str) -> bool:
    """Whether the file is a script of ours."""
    return name.startswith("static/js/") and name.endswith(".js")


def unmarked(name: str, source: str) -> Iterator[Found]:
    """The texts of a script that are not marked."""
    lines = source.split("\n")
    pieces = tokens(source)
    forms = [] if name.endswith("/i18n.js") else _english_forms(pieces)
    for found in [*_unmarked(pieces), *forms]:
        if not LEFT_OUT.search(lines[found.line - 1]):
            yield found


def tokens(source: str) -> tuple[Token, ...]:
    """The script in pieces, without spaces and comments."""
    return _scan(source, 0, 1, end="")[0]


def _scan(source: str, at: int, line: int, *, end: str) -> tuple[tuple[Token, ...], int]:
    """Until the bracket `end` of a template literal's value, and where that is."""
    found: list[Token] = []
    depth = 0
    while at < len(source):
        if space := SPACE.match(source, at):
            piece = space.group()
        elif source[at] == "`":
            token, after = _template(source, at, line)
            found.append(token)
            piece = source[at:after]
        elif end and source[at] == end and not depth:
            return tuple(found), at
        else:
            kind, piece = _piece(source, at, found[-1] if found else None)
            depth += (piece == "{") - (piece == "}")
            found.append(Token(kind, piece, line))
        at += len(piece)
        line += piece.count("\n")
    return tuple(found), at


def _piece(source: str, at: int, before: Token | None) -> tuple[str, str]:
    if string := STRING.match(source, at):
        return "string", string.group()
    if _may_begin_expression(before) and (expression := EXPRESSION.match(source, at)):
        return "expression", expression.group()
    other = OTHER.match(source, at)
    return "other", other.group() if other else source[at]


def _may_begin_expression(before: Token | None) -> bool:
    if before is None or before.text in BEFORE_EXPRESSION:
        return True
    return before.kind == "other" and not re.match(r"[\w$)\]}]", before.text[-1])


def _template(source: str, at: int, line: int) -> tuple[Token, int]:
    """A template literal, {} for each of its values, and where it ends."""
    text, first, start = "", line, at
    inner: list[Token] = []
    at += 1
    while at < len(source) and source[at] != "`":
        if source[at] == "\\":
            text, at = text + source[at + 1], at + 2
        elif source.startswith("${", at):
            values, at = _scan(source, at + 2, line + source.count("\n", start, at), end="}")
            text, at = f"{text}{{}}", at + 1
            inner += values
            inner.append(Token("other", ";", line))
        else:
            text, at = text + source[at], at + 1
    return Token("template", text, first, tuple(inner)), at + 1


def marked(source: str) -> Iterator[tuple[int, str | None, str]]:
    """Of each marked text of a script its line, its context and its first form."""
    return _marked(tokens(source))


def _marked(pieces: tuple[Token, ...]) -> Iterator[tuple[int, str | None, str]]:
    for at, token in enumerate(pieces):
        yield from _marked(token.inner)
        given = [piece for piece in pieces[at + 2 : at + 5] if _is_plain(piece)]
        if token.text not in MARKS or pieces[at + 1 : at + 2] == () or not given:
            continue
        if pieces[at + 1].text == "(" and pieces[at + 2] is given[0]:
            has_context = token.text in {"pgettext", "npgettext"}
            said = [said_by(piece) for piece in given]
            if len(said) > has_context:
                yield token.line, said[0] if has_context else None, said[has_context]


def _is_plain(piece: Token) -> bool:
    return piece.kind == "string" or (piece.kind == "template" and not piece.inner)


def _unmarked(pieces: tuple[Token, ...]) -> Iterator[Found]:
    calls: list[tuple[int, str]] = []  # of each open bracket, where it is and what is called
    for at, token in enumerate(pieces):
        if token.text == "(":
            calls.append((at, pieces[at - 1].text if at else ""))
        elif token.text == ")" and calls:
            first, called = calls.pop()
            if called in MARKS and _is_changed(pieces, first - 1, at):
                yield Found(token.line, _written(pieces[first - 1 : at + 1]), GLUED)
        yield from _unmarked(token.inner)
        if token.text == "?" and _is_plural(pieces[at - 2 : at + 1] + pieces[at + 1 : at + 4 : 2]):
            yield Found(token.line, _written(pieces[at + 1 : at + 4]), "use ngettext()")
        if calls and calls[-1][1] in MARKS:
            yield from _not_literal(pieces[at - 1], token)
        elif token.kind in {"string", "template"}:
            yield from _in_literal(pieces, at)


def _in_literal(pieces: tuple[Token, ...], at: int) -> Iterator[Found]:
    if _has_translated(pieces[at]):
        yield Found(pieces[at].line, shortened(pieces[at].text), GLUED)
    elif _is_for_people(pieces, at):
        yield Found(pieces[at].line, shortened(said_by(pieces[at])))


def _is_changed(pieces: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether something is added to what this call gives, or its letters are changed."""
    before = [piece.text for piece in pieces[max(0, first - 2) : first]]
    after = [piece.text for piece in pieces[last + 1 : last + 3]]
    if after in ([".", "concat"], [".", "toLowerCase"], [".", "toUpperCase"]):
        return True
    return before[-1:] == ["+"] or before == ["+", "="] or (after[:1] == ["+"] and "=" not in after)


def _has_translated(literal: Token) -> bool:
    """Whether a translated text is only a piece of it. HTML around it is no sentence."""
    if not any(piece.text in MARKS for piece in literal.inner):
        return False
    runs = re.split(r"<[^<>]*>|\n", literal.text)
    return any(run.strip() not in {"", "{}"} for run in runs)


def _written(pieces: tuple[Token, ...]) -> str:
    return shortened("".join(piece.text for piece in pieces))


def _not_literal(before: Token, argument: Token) -> Iterator[Found]:
    """What cannot be extracted: a literal with values in it, or a name as the first argument."""
    if argument.inner or argument.text == "+" or (before.text == "(" and argument.kind == "other"):
        yield Found(argument.line, shortened(argument.text), "takes literals: use format()")


def said_by(token: Token) -> str:
    """What a literal says."""
    if token.kind == "template":
        return token.text
    return re.sub(r"\\(.)", lambda sign: BLANKS.get(sign[1], sign[1]), token.text[1:-1])


def _is_for_people(pieces: tuple[Token, ...], at: int) -> bool:
    text = said_by(pieces[at])
    before = [piece.text for piece in pieces[max(0, at - 4) : at]]
    after = pieces[at + 1].text if at + 1 < len(pieces) else ""
    if not has_words(text) or {*before[-1:], after} & COMPARES:
        return False
    if after == ":" and before[-1:] != ["?"]:
        return False  # a key, or a case
    shown = _shown_by(pieces, at)
    if shown in SHOWN_AS_HTML:
        return bool(texts(text))
    if shown:
        return True
    is_key = text in KEYS or (
        text in KEYS_IN_LIST and before[-1:] in (["["], [","]) and after in ",]"
    )
    if CODE_SIGNS.search(text) or is_key or text.startswith("Bearer ") or _is_hidden(pieces, at):
        return False
    is_beside = "+" in {*before[-1:], after} and bool(VALUE_ADDED.fullmatch(text))
    is_glued = bool(BESIDE_VALUE.search(text)) and "," not in text[:1]
    return (
        is_beside
        or is_glued
        or is_sentence(text.strip())
        or is_label(text)
        or (is_phrase(text) and text.count(" ") > 1)  # two words may be classes
        or _ends_like_one(text)
    )


def _shown_by(pieces: tuple[Token, ...], at: int) -> str:
    """What shows the literal: a function that it is given to, or what it is assigned to."""
    commas = 0
    for back in _outwards(pieces, at):
        sign, before = pieces[back].text, pieces[back - 1].text
        if sign == "(" and re.match(r"\w", before):
            is_hidden = before == "setAttribute" and _name_in(pieces, back) not in SHOWN_ATTRIBUTES
            return before if _takes(before, commas) and not is_hidden else ""
        if sign == ",":
            commas += 1
        elif sign in ENDS or (commas and sign in {*ASSIGNS, ":"}):
            return ""
        elif sign in ASSIGNS:
            name = pieces[back - 2].text if before == "+" else before
            if before == "]" and pieces[back - 3].text == "[":  # element['title'] = …
                name = said_by(pieces[back - 2])
            return name if name in SHOWN | SHOWN_AS_HTML else ""
        elif sign == ":" and pieces[back - 2].text in {"{", ","}:
            return before if before in SHOWN else ""
    return ""


def _english_forms(pieces: tuple[Token, ...]) -> Iterator[Found]:
    """Numbers and dates that are written by the browser's language, or in English."""
    for at, token in enumerate(pieces):
        yield from _english_forms(token.inner)
        following = [piece.text for piece in pieces[at + 1 : at + 5]]
        is_intl = [piece.text for piece in pieces[max(0, at - 2) : at]] == ["Intl", "."]
        is_form = is_intl or token.text in TO_LOCALE
        has_none = following[:1] == ["("] and following[1:2] and following[1] in NO_LOCALE
        is_english = token.kind == "string" and said_by(token) in ENGLISH
        if is_english or (is_form and has_none and following[-1] != "resolvedOptions"):
            text = _written(pieces[at : at + (1 if is_english else 3)])
            yield Found(token.line, text, "use `locale` of i18n.js")


def _is_hidden(pieces: tuple[Token, ...], at: int) -> bool:
    """Whether what the literal is given or assigned to is code, or read by programmers only."""
    commas = 0
    for back in _outwards(pieces, at):
        sign, name = pieces[back].text, pieces[back - 1].text
        owner = pieces[back - 3].text if pieces[back - 2].text == "." else ""
        is_code = owner in CODE_OWNERS
        if sign == "(" and re.match(r"\w", name):
            is_error = name[0].isupper() and name.endswith(("Error", "Exception"))
            is_code = is_code or name in TAKE_CODE or is_error
            if is_code or (name == "setAttribute" and _name_in(pieces, back) in HIDDEN):
                return True
        elif sign == ",":
            commas += 1
        elif sign in ENDS:
            return False
        elif sign in ASSIGNS:
            name = pieces[back - 2].text if name == "+" else name
            return not commas and (is_code or name in HIDDEN)
        elif sign == ":" and pieces[back - 2].text in {"{", ","}:
            return not commas and name in HIDDEN
    return False


def _outwards(pieces: tuple[Token, ...], at: int) -> Iterator[int]:
    """What is before a piece, from it to the start, without what is in brackets."""
    depth = 0
    for back in range(at - 1, 0, -1):
        sign = pieces[back].text if pieces[back].kind == "other" else ""
        depth += (sign in CLOSING) - (sign in OPENING)
        if depth < 0:
            depth = 0
            yield back
        elif sign and not depth and sign not in OPENING:
            yield back


def _name_in(pieces: tuple[Token, ...], bracket: int) -> str:
    """Of setAttribute('title', …), the title."""
    return said_by(pieces[bracket + 1])


def _takes(name: str, position: int) -> bool:
    if name == "insertAdjacentHTML":
        return position == 1
    return name in SHOWN_AS_HTML or (name in SAYS and SAYS[name] in {None, position})


def _is_plural(pieces: tuple[Token, ...]) -> bool:
    """A choice by whether it is one: === 1 ? 'reply' : 'replies'."""
    if [piece.text for piece in pieces[:3]] not in (["===", "1", "?"], [">", "1", "?"]):
        return False
    said = [said_by(piece) for piece in pieces[3:] if piece.kind == "string"]
    return len(said) == 2 and all(re.fullmatch("[a-z]*", one) for one in said)


def _ends_like_one(text: str) -> bool:
    return bool(re.search(r"[a-z]{2,} [a-z]+[.!?…]$", text))
