"""What reads as words for people, rather than as code."""

import re
from typing import NamedTuple


class Found(NamedTuple):
    """A text that is not marked for translation."""

    line: int
    text: str
    why: str = ""


# Names that are the same in every language.
NAMES = {
    *("API", "CSV", "GraphQL", "HTML", "HTTPS", "ID", "IP", "JSON", "Markdown", "OAuth", "OpenAPI"),
    *("RSS", "REST", "Swagger", "UI", "URL", "URI", "UTC", "YAML"),
    *("Atom", "Ctrl", "GIF", "HTTP", "JPEG", "PDF", "PNG", "SQL", "SVG", "XML", "ZIP"),
    *("False", "None", "True"),
    *("GB", "GiB", "KB", "KiB", "MB", "MiB", "kB", "ms", "px"),
}
ADDRESS = re.compile(r"\S*(?://|@|\.\w)\S*")  # also files and hosts: openapi.yaml
PLACEHOLDER = re.compile(r"%\(\w+\)[\w.]*[a-z]|%[sdrf%]|\{[^{}]*\}")
CAMEL = re.compile(r"[a-z][A-Z]")  # a name, too: YouTube
WORD = re.compile(r"[^\W\d_]{2,}")
# What begins so is SQL, or a method of HTTP and its path; types, or the name of a program.
CODE = re.compile(
    r"(?:ALTER|ANALYZE|AND|BEGIN|CASE|COMMIT|CREATE|DELETE|DROP|ELSE|EXISTS|EXPLAIN|FROM|GET|GRANT"
    r"|GROUP|HAVING|HEAD|INSERT|JOIN|LEFT|LIMIT|LISTEN|LOCK|NOT|NOTIFY|OFFSET|ON|OR|ORDER|PATCH|POST"
    r"|PUT|REFRESH|REINDEX|RETURNING|REVOKE|SELECT|SET|THEN|TRUNCATE|UNION|UPDATE|USING|VACUUM"
    r"|VALUES|WHEN|WHERE|WITH)\b"
    r"|\w+ \w+=\""  # the header WWW-Authenticate
    r"|[\w.]+ \| [\w.]+|\w+/\d|.*\(\+https?:"
)
VALUE = "\ue000"  # stands for a value of a template, so that no two texts become one
TAG = re.compile(
    r"</?(?:[abipu]|bdi|br|button|details|div|em|form|h[1-6]|img|input|label|li|ol|option|section"
    r"|small|span|strong|summary|svg|t[adhr]|table|time|ul)(?:\s[^<>]*)?>"
)


def has_words(text: str) -> bool:
    """Whether it has a word that would be another one in another language."""
    bare = ADDRESS.sub(" ", PLACEHOLDER.sub(" ", text))
    return any(word not in NAMES and not CAMEL.search(word) for word in WORD.findall(bare))


# A value and what is said of it: {name} removed; {count} replies; {Threads} that are new.
OF_VALUE = re.compile(r"\{\w*\}(?: [a-z]{2,})+(?:[^=<>]*[.!?…])?")


def is_sentence(text: str) -> bool:
    """Whether it begins like a sentence or a label and has more than one word."""
    start = text.lstrip("“\"'(¡¿")
    if OF_VALUE.fullmatch(start):
        return True
    return (
        start[:1].isupper()
        and " " in start.strip()
        and not CODE.match(start)
        and has_words(text)
        and (len(start) < 2 or not start[1].isdigit())
    )


# Words in small letters: no such post; by {name}; {count} new posts by {name}; Posts: {count}.
PHRASE = re.compile(
    r"(?:\{\},? )?[a-z]{2,}(?:,? (?:[a-z]{2,}|\{\}))+[.!?…:]?|\{\} [a-z]{2,}[.!?…]?"
    r"|[A-Z][a-z]+: ?(?:\{\})?"
)


def is_phrase(text: str) -> bool:
    """Whether it is several words in small letters, or words beside a value."""
    return bool(PHRASE.fullmatch(PLACEHOLDER.sub("{}", text.strip(" "))))


def is_label(text: str) -> bool:
    """Whether it is one word, as labels are written: Save, not save, SAVE or SaveAll."""
    return bool(re.fullmatch(r"[A-Z][a-zéïö]+(?:-[a-z]+)*[.!?…]?", text)) and text not in NAMES


def shortened(text: str) -> str:
    """One line of it."""
    line = " ".join(text.replace(VALUE, "…").split())
    return line if len(line) <= 80 else f"{line[:79]}…"
