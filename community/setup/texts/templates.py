"""Texts in templates: pages, mails, messages.

A text is marked by {% translate %} or {% blocktranslate %}, or by _("…") as an argument of a tag or
filter. Everything else with a word in it is reported: between tags, in attributes that are shown
(`html.py`), in every line of a .txt file, and in arguments. `|date:"…"`, `|intcomma`, `|pluralize`,
`|capfirst` and the like are reported wherever they are used, for what they write is English. So are
sentences that are put together: a translated text beside a value or another text, with nothing but
signs and <b>, <bdi>, <em> between them, or one that begins or ends with a blank.

Left out: <code>, <kbd>, <pre>, <samp>, <script>, <style>; elements with lang="en" or
translate="no"; names of NAMES in `words.py`; robots.txt.
"""

import re
from collections.abc import Iterator

from django.template.base import Lexer, Token, TokenType

from community.setup.texts.html import texts
from community.setup.texts.words import VALUE, Found, has_words, is_label, shortened

LITERAL = re.compile(r'(?P<before>[\w.]+[=:]|_\()?(?:"(?P<double>[^"]*)"|\'(?P<single>[^\']*)\')')
ENGLISH = re.compile(
    r"(?:^now |\|\s*(?:pluralize|capfirst|title|timesince|timeuntil|time|date"
    r"|intcomma|floatformat)(?!\w))"
    r"(?::(\"[^\"]*\"|'[^']*'|\w+))?"
)
FOR_MACHINES = {'"c"', '"U"', '"Y-m-d"', '"Y"', '"1u"', '"2u"', '"u"'}
TRANSLATED = {"trans", "translate"}
OPENS = {"blocktrans", "blocktranslate"}
# Tags whose literals are names, paths or values to compare with.
CODE_TAGS = {"elif", "extends", "if", "load", "static", "url"}
CODE_BLOCK = re.compile(r"block (body|width|\w*class)")  # these are inside of tags
CODE_NAMES = ("class", "classes", "icon", "id", "kind", "name", "target", "tone", "type")
CODE_ARGUMENTS = tuple(f"{name}=" for name in CODE_NAMES)
SHOWN_FILTERS = ("add:", "default:", "default_if_none:", "join:", "yesno:")
SHOWN_ARGUMENTS = tuple(
    f"{name}=" for name in ("heading", "hint", "label", "message", "text", "title")
)
BLANKS = re.compile(r"\w+\s+([\"'])(?: |[^\"']* \1)")
WHOLE = re.compile(r"[.!?…][\"']")  # a sentence of its own
INLINE = re.compile(r"</?(?:b|bdi|em|i|strong)(?:\s[^<>]*)?>")
# Between a text and a value of one sentence; others are divided by "·", a tag or a line.
SIGNS = re.compile(r"(?:[ \t:;,.()“”#\u2013\u2014-]|&nbsp;)*")


def is_checked(name: str) -> bool:
    """Whether the file is a template of ours."""
    return (
        name.startswith("templates/") and name.endswith((".html", ".txt")) and "robots" not in name
    )


def unmarked(name: str, source: str) -> Iterator[Found]:
    """The texts of a template that are not marked."""
    blank: list[str] = []
    for token, is_translated in _tokens(source):
        html = "".join(blank)
        is_in_tag = html.rfind("<") > html.rfind(">")
        if not is_translated and token.token_type == TokenType.TEXT:
            blank.append(token.contents)
            continue
        blank.append(VALUE if token.token_type == TokenType.VAR else " ")
        blank.append("\n" * _height(token))
        if token.token_type in {TokenType.VAR, TokenType.BLOCK}:
            yield from _in_arguments(token, is_in_tag=is_in_tag)
    yield from _put_together(source)
    html = "".join(blank)
    yield from texts(html) if name.endswith(".html") else _lines(html)


def _tokens(source: str) -> Iterator[tuple[Token, bool]]:
    """Each with whether it is inside of a translated block. Comments are left out as such."""
    inside = ""
    for token in Lexer(source).tokenize():
        tag = token.contents.split(None, 1)[0] if token.token_type == TokenType.BLOCK else ""
        is_code = bool(tag) and CODE_BLOCK.fullmatch(token.contents)
        if tag in OPENS or tag == "comment" or is_code:
            inside = inside or tag
            yield token, tag == "comment"
        elif inside and tag == f"end{inside}":
            inside = ""
            yield token, True
        else:
            yield token, bool(inside)


def _put_together(source: str) -> Iterator[Found]:
    """Texts beside a value or another text, and those with a blank at one end."""
    before: Token | None = None  # what is just before, if it says anything
    for token, is_translated in _tokens(source):
        if is_translated or token.token_type == TokenType.COMMENT:
            continue
        is_text = _is_text(token)
        if is_text:
            yield from _faults(token)
        if token.token_type == TokenType.TEXT:
            before = before if SIGNS.fullmatch(INLINE.sub("", token.contents)) else None
        elif before and token.contents.startswith("if ") and not _is_text(before):
            pass  # what comes then is still beside the value
        elif is_text or _is_value(token):
            if before and (is_text or _is_text(before)) and not WHOLE.search(before.contents):
                text = f"{before.contents} … {token.contents}"
                yield Found(_line(before), shortened(text), "put together from pieces")
            before = token
        else:
            before = None


def _faults(token: Token) -> Iterator[Found]:
    is_whole = token.contents.split(None, 1)[0] in TRANSLATED
    if is_whole and not LITERAL.search(token.contents):
        yield Found(_line(token), token.contents, "takes literals")
    if is_whole and BLANKS.match(token.contents):
        yield Found(_line(token), shortened(token.contents), "begins or ends with a blank")


def _is_value(token: Token) -> bool:
    return token.token_type == TokenType.VAR and "|safe" not in token.contents


def _is_text(token: Token) -> bool:
    is_tag = token.token_type == TokenType.BLOCK and " as " not in token.contents
    return is_tag and token.contents.split(None, 1)[0] in {*TRANSLATED, *OPENS}


def _line(token: Token) -> int:
    return token.lineno or 1


def _height(token: Token) -> int:
    return token.contents.count("\n")


def _in_arguments(token: Token, *, is_in_tag: bool) -> Iterator[Found]:
    tag = token.contents.split(None, 1)[0] if token.token_type == TokenType.BLOCK else ""
    for used in ENGLISH.finditer(token.contents):
        if used[1] not in FOR_MACHINES:
            yield Found(_line(token), used[0], "English only: see docs/style.md")
    if tag in CODE_TAGS:
        return
    for at, literal in enumerate(LITERAL.finditer(token.contents)):
        before, text = literal["before"] or "", literal["double"] or literal["single"] or ""
        if before == "_(" or before in CODE_ARGUMENTS or (tag in TRANSLATED and not at):
            continue
        if tag in TRANSLATED | OPENS and " context " in token.contents[: literal.start() + 1]:
            continue
        is_value = token.token_type == TokenType.VAR and not is_in_tag
        is_joined = before == "join:"  # also in attributes
        is_shown = before in SHOWN_FILTERS or not literal.start()
        is_argument = before in SHOWN_ARGUMENTS or is_joined or (tag == "firstof" and not is_in_tag)
        if has_words(text) and ((is_value and is_shown) or is_argument or _reads_as_text(text)):
            yield Found(_line(token), shortened(literal[0]))


def _reads_as_text(text: str) -> bool:
    """A capital letter first, or several words; one word in small letters is a name in code."""
    return is_label(text) or (" " in text and (text[:1].isupper() or text.endswith((".", "…"))))


def _lines(source: str) -> Iterator[Found]:
    for number, line in enumerate(source.split("\n"), 1):
        if has_words(line):
            yield Found(number, shortened(line))
