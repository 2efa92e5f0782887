"""What a page says in English where it should be in the reader's language.

In the pseudo-language `en-xa` (community/kernel/pseudo.py) each translated text is in ⟦ ⟧. What is
outside of them was written by people, is a name, or was not marked for translation.
"""

import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from django.apps import apps
from django.db.models import CharField, JSONField, TextField

from community.kernel.pseudo import CLOSES, OPENS

ENGLISH = re.compile(r"[A-Za-z]{2,}")
# What is the same in every language: addresses, codes, and names of things.
NAMES = re.compile(
    r"https?://\S+|\S+@\S+|(?<!\w)[/#@.][\w./:#<>-]*|\b[\w-]+\.\w{2,7}\b|\b\w+_…?\w*|\b\w+:\w+\b|\b(?:"
    r"REST|GraphQL|OpenAPI|Swagger UI|JSON|Markdown|Atom|RSS|API|URL|HTML|CSV|OAuth|TOTP|IP|UTC"
    r"|GitHub|Google|Firefox|Chrome|Python|JavaScript|Django|curl|Commons|SSO|ID|True|False|None"
    r"|USD|US(?=\$)"
    r")s?\b|\b[A-Z]\w+/[A-Z][\w/-]+(?: [A-Z][a-z]+)*"  # Africa/Addis Ababa
)
CALENDAR = (
    "January February March April May June July August September October November December"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
)
DATES = re.compile("|".join(rf"\b{name[:3]}(?:{name[3:]})?\b" for name in CALENDAR.split()))
SILENT = {"script", "style", "code", "pre", "kbd", "samp", "textarea", "bdi", "time", "template"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# What may be within a sentence.
INLINE = {"a", "b", "i", "em", "strong", "span", "small", "abbr", "svg", "use", "button", *SILENT}
SAID = {"aria-label", "aria-description", "aria-valuetext", "title", "alt", "placeholder", "label"}
METAS = {"description", "og:description", "og:title", "twitter:title", "twitter:description"}
SENTENCE = re.compile(r"^[^{\[/<#.]*[A-Za-z]{2,},? [A-Za-z]")


def outside(html: str) -> list[str]:
    """What the page says outside of brackets."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


class Reader(HTMLParser):
    """A sentence in brackets may have tags in it, so they are counted over the whole page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth = 0  # of brackets
        self.silent, self.nested = "", 0  # the element that says nothing, and those in it like it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.silent:
            self.nested += tag == self.silent
            return
        if self.depth and tag not in INLINE | VOID:
            self.found.append(f"A text does not end before <{tag}>.")
            self.depth = 0
        given = {name: value or "" for name, value in attrs}
        is_foreign = "lang" in given and tag != "html"
        if not is_foreign:
            self.found += map(_outside, _said_by(tag, given))
        if tag not in VOID and (tag in SILENT or is_foreign or given.get("translate") == "no"):
            self.silent, self.nested = tag, 1

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.nested -= 1
            self.silent = self.silent if self.nested else ""

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(self.outside(data))

    def outside(self, text: str) -> str:
        parts = []
        for part in BRACKETS.split(text):
            if part == OPENS:
                self.depth += 1
            elif part == CLOSES:
                self.depth = max(0, self.depth - 1)
            elif not self.depth:
                parts.append(part)
        return " ".join(parts)


BRACKETS = re.compile(f"([{OPENS}{CLOSES}])")


def _outside(text: str) -> str:
    return Reader().outside(text)


def _said_by(tag: str, given: dict[str, str]) -> Iterator[str]:
    """What an element says by its attributes."""
    for name, value in given.items():
        is_button = (
            tag == "input"
            and name == "value"
            and given.get("type") in {"submit", "button", "reset"}
        )
        is_meta = name == "content" and {given.get("name"), given.get("property")} & METAS
        is_for_scripts = name.startswith("data-") and SENTENCE.search(value)
        if (name in SAID and tag != "time") or is_button or is_meta or is_for_scripts:
            yield value


class Forms(HTMLParser):
    """The names of the fields in each form that is sent to change something, by its address."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, set[str]] = {}
        self.inside: set[str] = set()
        self.page = ""

    def at(self, page: str) -> None:
        """The page that comes next, which is where a form without an address is sent."""
        self.page = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = set()
            if given.get("method") == "post":
                self.inside = self.fields.setdefault(given.get("action") or self.page, set())
        elif tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.inside |= {given["name"]} if given.get("name") else set()


class Written:
    """What people wrote: the texts in the database as they are now."""

    def __init__(self, *others: str) -> None:
        texts = {" ".join(text.split()) for text in [*others, *_columns()] if ENGLISH.search(text)}
        self.all = "\n".join(texts)
        short = sorted((text for text in texts if len(text) < 80), key=len, reverse=True)
        self.short = re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in short))
        self.known: dict[str, bool] = {"": False}

    def not_among(self, texts: Iterable[str]) -> list[str]:
        """Those of the texts that nobody wrote."""
        flat = dict.fromkeys(" ".join(text.split()) for text in texts)
        return [text for text in flat if self.is_ours(text)]

    def is_ours(self, text: str) -> bool:
        if text not in self.known:
            self.known[text] = bool(
                ENGLISH.search(text)
                and text.strip(" …") not in self.all  # the beginning of a post
                and ENGLISH.search(DATES.sub("", NAMES.sub("", self.short.sub("", text))))
            )
        return self.known[text]


# Their texts are names of code.
OF_THE_SYSTEM = {"contenttypes", "auth", "sessions", "events", "django_celery_beat"}


def _columns() -> Iterator[str]:
    for model in apps.get_models():
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField | JSONField) and not field.choices
        ]
        if names and model._meta.app_label not in OF_THE_SYSTEM:
            for row in model._default_manager.values_list(*names):
                for value in filter(None, row):
                    text = value if isinstance(value, str) else json.dumps(value)
                    yield text
                    if "<" in text:
                        yield from outside(text)
