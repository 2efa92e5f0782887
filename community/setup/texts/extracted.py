"""What Babel extracts from a file, and marked texts that it does not see there.

Babel reads files by rules of its own: it does not look into the f-strings of Python 3.11, nor into
each template literal, and a quote in a regular expression of a script may lead it astray. Such a
text would be in no catalogue, and in English for ever.
"""

import ast
import io
import re
from collections.abc import Collection, Iterator, Mapping
from tokenize import TokenError
from typing import Any

from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from django.utils.translation.template import templatize

from community.setup.texts import scripts, templates
from community.setup.texts.places import MARKS, name_of
from community.setup.texts.words import Found, shortened

PAGES, SCRIPTS = "django", "djangojs"  # Django's names of the two domains
KEYWORDS: Mapping[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENTS = ("Translators:",)
OPTIONS = {"parse_template_string": True}
NOT_SEEN = "is marked, but not extracted: take it out of the {}"
IN_SCRIPT = "template literal, or quotes out of a regular expression"
ARGUMENT = re.compile(r"_\((?:\"[^\"\n]*\"|'[^'\n]*')\)")
PIPE = "\ue001"  # stands for | in a text: templatize divides filters by it


def domain_of(name: str) -> str:
    """In which catalogue the texts of a file are, if any."""
    if scripts.is_checked(name):
        return SCRIPTS
    return PAGES if templates.is_checked(name) or name.endswith(".py") else ""


def texts_in(name: str, source: str) -> Iterator[tuple[int, Any, list[str], str | None]]:
    """Of each text its line, the text or its forms, comments and context.

    Raises ValueError where the file cannot be read.
    """
    file = io.BytesIO(source.encode())
    method: Any = "javascript" if domain_of(name) == SCRIPTS else extract_template
    if name.endswith(".py"):
        method = "python"
    try:
        yield from extract(method, file, KEYWORDS, COMMENTS, OPTIONS)
    except (TokenError, SyntaxError) as error:
        raise ValueError(f"{name}: its texts cannot be extracted: {error}") from error


def extract_template(
    file: io.BufferedIOBase, keywords: Any, comments: Collection[str], options: Any
) -> Iterator[Any]:
    """What Babel needs to read a template: Django writes its texts as calls in Python."""
    source = ARGUMENT.sub(lambda text: text[0].replace("|", PIPE), file.read().decode())
    flat = "\n".join(line.strip() for line in templatize(source).split("\n"))
    for line, function, texts, notes in extract_python(
        io.BytesIO(flat.encode()), keywords, comments, options
    ):
        yield line, function, _with_pipes(texts), notes


def _with_pipes(texts: Any) -> Any:
    if isinstance(texts, str):
        return texts.replace(PIPE, "|")
    return tuple(_with_pipes(text) for text in texts) if isinstance(texts, tuple) else texts


def not_extracted(name: str, source: str) -> Iterator[Found]:
    """The texts of a file that are marked, and not seen."""
    try:
        known = {
            (context, text)
            for _, texts, _, context in texts_in(name, source)
            for text in ([texts] if isinstance(texts, str) else texts)
        }
    except ValueError as error:
        yield Found(1, name, str(error))
        return
    why = NOT_SEEN.format("f-string" if name.endswith(".py") else IN_SCRIPT)
    for line, context, text in _marked(name, source):
        if (context, text) not in known:
            yield Found(line, shortened(text), why)


def _marked(name: str, source: str) -> Iterator[tuple[int, str | None, str]]:
    """Of each marked text its line, its context and its first form."""
    if domain_of(name) == SCRIPTS:
        yield from scripts.marked(source)
    elif name.endswith(".py"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and (function := name_of(node.func)) in MARKS:
                literals = [one.value for one in node.args if isinstance(one, ast.Constant)]
                given = [said for said in literals if isinstance(said, str)]
                before: list[str | None] = [] if "pgettext" in function else [None]
                said = [*before, *given]
                if len(said) > 1 and said[1]:
                    yield node.lineno, said[0], said[1]
