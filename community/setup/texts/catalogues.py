"""Catalogues: the texts of a language, one file for pages and one for scripts.

`community/locale/de/LC_MESSAGES/django.po` is written by translators and kept in git. What Django
reads, django.mo, is made from it when the product starts, and what they begin with, django.pot,
by `make messages`: both only follow from other files, so git ignores them.
"""

import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from community.setup.texts import scripts, templates
from community.setup.texts.files import files

PAGES, SCRIPTS = "django", "djangojs"  # Django's names of the two
KEYWORDS: Mapping[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENTS = ("Translators:",)
ABOUT: Mapping[str, Any] = {"header_comment": "", "project": "community", "fuzzy": False}
UNREADABLE = (PoFileError, ValueError)
LINE = re.compile(r'\s*|#.*|(?:msg(?:ctxt|id|id_plural|str(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\s*')
# What a translation has as the text has it: tags with all that they do, and values.
TAG = re.compile(r"</?\w[^<>]*>?")
SAID_BY_TAG = re.compile(r"\s(?:alt|aria-label|title)=(?:\"[^\"]*\"|'[^']*')")  # is translated, too
VALUE = re.compile(r"%\(\w+\)|\{\w*\}")


def locale_folder() -> Path:
    """Where the catalogues are."""
    return Path(settings.LOCALE_PATHS[0])


# -- what to translate -----------------------------------------------------------------------------


def texts_of(domain: str, root: Path) -> Catalog:
    """All marked texts of a domain, in the order of their files."""
    catalogue = Catalog(domain=domain, **ABOUT)
    for name in files(root):
        if method := _method(domain, name):
            with (root / name).open("rb") as file:
                for line, text, comments, context in extract(method, file, KEYWORDS, COMMENTS):
                    catalogue.add(
                        text, locations=[(name, line)], auto_comments=comments, context=context
                    )
    return catalogue


def _method(domain: str, name: str) -> Any:
    if domain == SCRIPTS:
        return "javascript" if scripts.is_checked(name) else None
    if templates.is_checked(name):
        return extract_template
    return "python" if name.endswith(".py") else None


def extract_template(
    file: io.BufferedIOBase, keywords: Any, comments: Collection[str], options: Any
) -> Iterator[Any]:
    """What Babel needs to read a template: Django writes its texts as calls in Python."""
    calls = templatize(file.read().decode())
    flat = "\n".join(line.strip() for line in calls.split("\n"))
    return extract_python(io.BytesIO(flat.encode()), keywords, comments, options)


# -- files -----------------------------------------------------------------------------------------


def update(root: Path, locale: str = "") -> list[Path]:
    """Write the .pot files, and bring the catalogues up to date: all, and a new one of `locale`."""
    folder = locale_folder()
    folder.mkdir(exist_ok=True)
    names = {path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/*.po")}
    if locale:
        names.add(str(Locale.parse(to_locale(locale))))
    written = []
    for domain in (PAGES, SCRIPTS):
        found = texts_of(domain, root)
        write(folder / f"{domain}.pot", found)
        for name in sorted(names):
            path = folder / name / "LC_MESSAGES" / f"{domain}.po"
            write(path, _updated(path, found, name))
            written.append(path)
    return written


def _updated(path: Path, found: Catalog, locale: str) -> Catalog:
    """The catalogue with all texts that there are now, and the translations that it has."""
    if path.exists():
        catalogue = read(path)
        _put_back(catalogue, found)
        # Guesses from texts that look alike are wrong for texts as short as ours.
        catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
        return catalogue
    catalogue = Catalog(locale=locale, domain=found.domain, **ABOUT)
    catalogue.update(found)
    return catalogue


def _put_back(catalogue: Catalog, found: Catalog) -> None:
    """Texts that were gone and are there again, with the translations that they had."""
    for key, former in list(catalogue.obsolete.items()):
        if found.get(former.id, former.context):
            del catalogue.obsolete[key]
            now = catalogue.get(former.id, former.context)
            if now is None or not any(_forms(now.string)):
                catalogue.delete(former.id, former.context)
                catalogue[former.id] = former


def read(path: Path) -> Catalog:
    """Raises one of UNREADABLE for what cannot be read."""
    content = path.read_text()
    for number, line in enumerate(content.split("\n"), 1):
        if not LINE.fullmatch(line):  # Babel takes what it understands of it
            raise ValueError(f"line {number} is none of a catalogue")
    locale = path.parent.parent.name
    return read_po(io.StringIO(content), locale=locale, domain=path.stem, abort_invalid=True)


def progress(path: Path) -> tuple[int, int]:
    """How many of its texts are translated, and how many there are."""
    texts = [text for text in read(path) if text.id]
    return sum(all(_forms(text.string)) and not text.fuzzy for text in texts), len(texts)


def _forms(text: Any) -> list[str]:
    """A text, or its forms in the singular and plural."""
    return [text or ""] if text is None or isinstance(text, str) else [form or "" for form in text]


def write(path: Path, catalogue: Catalog) -> None:
    """Whole, without the numbers of lines, which would change with each edit of the code."""
    written = io.BytesIO()
    write_po(written, catalogue, include_lineno=False, ignore_obsolete=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())


def compile_all(*, only_stale: bool = False) -> list[Path]:
    """Write a .mo for each .po; only those that are missing or older, where it is asked for.

    A catalogue without any translation has none: the site would call its English texts German.
    """
    made = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            is_due = not (only_stale and _is_fresh(target, source))
            if is_due and progress(source)[0]:
                _compile(source, target)
                made.append(target)
    return made


def _is_fresh(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _compile(source: Path, target: Path) -> None:
    """Whole or not at all: another process may be reading it."""
    made = io.BytesIO()
    write_mo(made, read(source))
    fresh = target.with_suffix(".mo.new")
    fresh.write_bytes(made.getvalue())
    fresh.replace(target)


# -- errors ----------------------------------------------------------------------------------------


def faults() -> Iterator[str]:
    """What is wrong in the catalogues: files that cannot be read; values and tags that are not
    those of the text; plurals that are half filled; a blank at one end that the text does not
    have, or has. A text without a translation is no error: it is shown in English. Nor is what is
    wrong with a fuzzy one, which is not used."""
    for folder in settings.LOCALE_PATHS:
        for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            name = (
                path.relative_to(settings.BASE_DIR)
                if path.is_relative_to(settings.BASE_DIR)
                else path
            )
            try:
                catalogue = read(path)
            except UNREADABLE as error:
                yield f"{name}: {error}"
                continue
            for message in catalogue:
                for why in _faults(catalogue, message):
                    yield f"{name}:{message.lineno}: {why}: {message.id}"


def _faults(catalogue: Catalog, message: Message) -> Iterator[str]:
    if message.fuzzy or not message.id:
        return
    yield from map(str, message.check(catalogue))
    texts, forms = _forms(message.id), _forms(message.string)
    if not all(forms):
        if any(forms):
            yield "some of its plurals are missing"
        return
    if {_blanks(form) for form in forms} - {_blanks(text) for text in texts}:
        yield "it begins or ends with a blank, or the text does"
    tags = [_tags(text) for text in texts]
    if wrong := [form for form in forms if _tags(form) not in tags]:
        known, used = tags[-1], _tags(wrong[0])
        yield from _differences("HTML", known - used, used - known)
    known, used = (Counter({*VALUE.findall(" ".join(all_of))}) for all_of in (texts, forms))
    added = Counter(value for value in used - known if value.startswith("{"))  # %() is Babel's
    yield from _differences("values", known - used, added)


def _differences(what: str, less: Counter[str], more: Counter[str]) -> Iterator[str]:
    if more:
        yield f"{what} that the text does not have ({', '.join(sorted(more))})"
    if less:
        yield f"{what} of the text that are missing ({', '.join(sorted(less))})"


def _tags(text: str) -> Counter[str]:
    return Counter(SAID_BY_TAG.sub("", tag) for tag in TAG.findall(text))


def _blanks(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()
