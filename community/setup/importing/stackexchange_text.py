"""What a dump's HTML says, as markdown that comes out of our renderer the same."""

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from community.setup.importing.html_neighbours import (
    breaks_after,
    breaks_before,
    emphasised,
    follows_break,
)
from community.setup.importing.scripts import LONGEST as LONGEST_SCRIPT
from community.setup.importing.scripts import lowered, raised

_HEADINGS = [f"h{level}" for level in range(1, 7)]

# What would be read as markup: only that is escaped, so that people can still edit the text.
_ANYWHERE = re.compile(
    r"([\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|\|(?=\|)|&(?=#?\w+;)|<(?=[a-zA-Z/!?]))"
)
_AT_LINE_START = re.compile(
    r"^(\s{0,3})(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+\s*$|-+\s*$|\|)", re.MULTILINE
)
_NUMBER_AT_LINE_START = re.compile(r"^(\s{0,3}\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
# Code, and formulas as TeX writes them: "costs $5 or $6" has none.
_CODE = re.compile(r"(`+[^`]*`+)")
_FORMULA = re.compile(r"(\$\$[^$]+\$\$|(?<![\w$\\])\$(?=[^\s$])[^$\n]*?[^\s$\\]\$(?![\w$]))")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~", "strike": "~~"}
_FENCE = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)


def to_markdown(html: str) -> str:
    """Keep paragraphs, headings, lists, quotes, spoilers, code, tables, links and images.

    Of HTML that is nested hundreds of levels deep, which nobody wrote by hand, keep the words.
    """
    # The box keeps the parser from wondering whether a short text is a file's name.
    soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
    try:
        return str(_Converter().convert_soup(soup)).strip()
    except RecursionError:
        return _escaped(soup.get_text("\n")).strip()


def comment_to_markdown(text: str) -> str:
    """A comment is one paragraph of markdown: emphasis, code, links, and formulas as they are; the
    rest is words.
    """
    parts = _CODE.split(" ".join(text.split()))
    parts[::2] = [_comment_words(part) for part in parts[::2]]
    return at_line_start("".join(parts))


def _comment_words(text: str) -> str:
    parts = _FORMULA.split(text)
    parts[::2] = [part.replace("||", r"\|\|").replace("~~", r"\~~") for part in parts[::2]]
    parts[1::2] = [escaped_within(part) for part in parts[1::2]]
    return "".join(parts)


def _escaped(text: str) -> str:
    return at_line_start(escaped_within(text))


def escaped_within(text: str) -> str:
    """Words that are markup nowhere but at the beginning of a line."""
    return _ANYWHERE.sub(r"\\\1", text)


def at_line_start(text: str) -> str:
    """The same with the beginnings of its lines taken for what they are."""
    text = _AT_LINE_START.sub(r"\1\\\2", text)
    return _NUMBER_AT_LINE_START.sub(r"\1\\\2", text)


class _Converter(MarkdownConverter):
    class Options:
        heading_style = ATX
        bullets = "-"
        keep_inline_images_in = ["td", "th", "a", *_HEADINGS]

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = _escaped(text)
        in_table = parent_tags & {"td", "th"}
        return text.replace("|", r"\|") if in_table else text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href = _address(el.get("href"))
        if "_noformat" in parent_tags or not href or not text.strip():
            return text
        if href.startswith(("http://", "https://")) and el.get_text() == el.get("href") == href:
            return f"<{href}>"
        before, after = (" " if text[at].isspace() else "" for at in (0, -1))
        return f"{before}[{text.strip()}]({href}{_title(el)}){after}"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A spoiler holds text, so each of its paragraphs becomes one; what else it holds folds."""
        if "spoiler" not in el.get_attribute_list("class"):
            return str(super().convert_blockquote(el, text, parent_tags))  # type: ignore[misc]
        if el.find(["pre", "ul", "ol", "table", "blockquote", "img"]):
            return f"\n\n[details=Spoiler]\n\n{text.strip()}\n\n[/details]\n\n"
        paragraphs = (" ".join(part.split()) for part in text.strip().split("\n\n"))
        hidden = "\n\n".join(f"||{part}||" for part in paragraphs if part)
        return f"\n\n{hidden}\n\n" if hidden else ""

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A backslash breaks a line only between words of one block; two breaks end it."""
        if "pre" in parent_tags:
            return "\n"
        if "_inline" in parent_tags or "_noformat" in parent_tags:
            return " "
        if not breaks_after(el) or not breaks_before(el):
            return ""
        return "\\\n" if not follows_break(el) or parent_tags & _MARKS.keys() else "\n\n"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A bar ends a cell even in code."""
        if "_noformat" in parent_tags:
            return text
        code = str(super().convert_code(el, text, parent_tags))  # type: ignore[misc]
        return code.replace("|", r"\|") if parent_tags & {"td", "th"} else code

    convert_kbd = convert_samp = convert_code

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        src = _address(el.get("src"))
        alt = " ".join(self.escape(str(el.get("alt") or ""), parent_tags).split())
        return f"![{alt}]({src}{_title(el)})" if src else alt

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not text.strip():
            return ""
        if parent_tags & {"td", "th"}:
            return self.convert_code(el, " ".join(text.split()), parent_tags - {"_noformat"})
        code = text.strip("\n")
        fence = "`" * max(3, *(len(run) + 1 for run in _FENCE.findall(code)), 3)
        return f"\n\n{fence}{_language(el)}\n{code}\n{fence}\n\n"

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Bold, italic or struck."""
        mark = _MARKS[el.name]
        return text if "_noformat" in parent_tags else emphasised(el, text, mark)

    convert_b = convert_em = convert_i = convert_s = convert_del = convert_strike = convert_strong

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return raised(el.get_text()) if _is_script(el) else text

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return lowered(el.get_text()) if _is_script(el) else text


def _is_script(el: Tag) -> bool:
    """Not a line that was only to be small, nor one with markup in it."""
    said = el.get_text().strip()
    return bool(said) and len(said) <= LONGEST_SCRIPT and not el.find(True) and " " not in said


def _address(value: Any) -> str:
    """An address as it may stand in brackets."""
    quoted = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C"}
    return "".join(quoted.get(letter, letter) for letter in "".join(str(value or "").split()))


def _title(el: Tag) -> str:
    title = " ".join(str(el.get("title") or "").split()).replace("\\", r"\\").replace('"', r"\"")
    return f' "{title}"' if title else ""


def _language(el: Tag) -> str:
    """`lang-py`, on the block or on the code in it, says that it is py."""
    inner = el.find("code")
    marked = [tag for tag in (el, inner) if isinstance(tag, Tag)]
    names = [name for tag in marked for name in tag.get_attribute_list("class") if name]
    return next((name.split("-", 1)[1] for name in names if re.match(r"lang(uage)?-\w", name)), "")
