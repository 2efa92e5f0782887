"""Catalogues: the texts of a language, one file for pages and one for scripts.

`community/locale/de/LC_MESSAGES/django.po` is written by translators and kept in git. What Django
reads, django.mo, is made from it when the product starts, and what they begin with, django.pot,
by `make messages`: both only follow from other files, so git ignores them.
"""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale

from community.setup.texts.extracted import PAGES, SCRIPTS, domain_of, texts_in
from community.setup.texts.files import files

ABOUT: Mapping[str, Any] = {"header_comment": "", "project": "community", "fuzzy": False}
UNREADABLE = (PoFileError, ValueError)
LINE = re.compile(r'\s*|#.*|(?:msg(?:ctxt|id|id_plural|str(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\s*')
# What a translation has as the text has it: tags with all that they do, and values.
TAG = re.compile(r"</?\w[^<>]*>?")
SAID_BY_TAG = re.compile(r"\s(?:alt|aria-label|title)=(?:\"[^\"]*\"|'[^']*')")  # is translated, too
NAME_IN_TAG = re.compile(r"^</?\w+|\s[\w-]+=")
VALUE = re.compile(r"%\(\w+\)|\{\w*\}")
NAMED = re.compile(r"(?<!%)(?:%%)*%\((\w+)\)[-#0 +]*\d*(?:\.\d+)?([a-zA-Z])")
IN_SCRIPT = re.compile(r"%\((\w+)\)s")
LARGEST = 1000  # of the numbers whose plurals are tried
Fill = Callable[[str, Mapping[str, str]], set[str]]


def locale_folder() -> Path:
    """Where the catalogues are."""
    return Path(settings.LOCALE_PATHS[0])


# -- what to translate -----------------------------------------------------------------------------


def texts_of(domain: str, root: Path) -> Catalog:
    """All marked texts of a domain, in the order of their files."""
    catalogue = Catalog(domain=domain, **ABOUT)
    for name in files(root):
        if domain_of(name) == domain:
            for line, text, comments, context in texts_in(name, (root / name).read_text()):
                catalogue.add(
                    text, locations=[(name, line)], auto_comments=comments, context=context
                )
    return catalogue


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
    Raises ValueError at the end if some could not be read; what they gave before is still used.
    """
    made, failed = [], []
    for source in _catalogues():
        target = source.with_suffix(".mo")
        try:
            is_due = not (only_stale and _is_fresh(target, source))
            if is_due and progress(source)[0]:
                _compile(source, target)
                made.append(target)
        except (*UNREADABLE, OSError) as error:
            failed.append(f"{_shown(source)}: {error}")
    if failed:
        raise ValueError("; ".join(failed))
    return made


def _catalogues() -> list[Path]:
    folders = [Path(folder) for folder in settings.LOCALE_PATHS]
    return [path for folder in folders for path in sorted(folder.glob("*/LC_MESSAGES/*.po"))]


def _shown(path: Path) -> Path:
    is_ours = path.is_relative_to(settings.BASE_DIR)
    return path.relative_to(settings.BASE_DIR) if is_ours else path


def _is_fresh(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _compile(source: Path, target: Path) -> None:
    """Whole or not at all: another process may be reading it."""
    made = _compiled(read(source))
    fresh = target.with_suffix(".mo.new")
    fresh.write_bytes(made)
    fresh.replace(target)


def _compiled(catalogue: Catalog) -> bytes:
    """What Django reads. Raises ValueError if it could not, or could not tell plurals."""
    made = io.BytesIO()
    write_mo(made, catalogue)
    if not {*_forms_by_count(made.getvalue())} <= {*range(catalogue.num_plurals)}:
        raise ValueError(f"Plural-Forms gives a form that is none of {catalogue.num_plurals}")
    return made.getvalue()


def _forms_by_count(compiled: bytes) -> list[int]:
    """Which form is for 0, for 1, for 2 and so on."""
    try:
        form_of: Callable[[int], int] = vars(GNUTranslations(io.BytesIO(compiled)))["plural"]
        return [form_of(count) for count in range(LARGEST)]
    except Exception as error:
        raise ValueError(f"Plural-Forms cannot be used: {error}") from error


# -- errors ----------------------------------------------------------------------------------------


def faults() -> Iterator[str]:
    """What is wrong in the catalogues: files that cannot be read; values and tags that are not
    those of the text; plurals that are half filled; a blank at one end that the text does not
    have, or has. A text without a translation is no error: it is shown in English. Nor is what is
    wrong with a fuzzy one, which is not used."""
    for path in _catalogues():
        name = _shown(path)
        try:
            catalogue = read(path)
            used = Counter(_forms_by_count(_compiled(catalogue)))
        except UNREADABLE as error:
            yield f"{name}: {error}"
            continue
        alone = {form for form, counts in used.items() if counts == 1}
        for message in catalogue:
            for why in _faults(catalogue, message, alone):
                yield f"{name}:{message.lineno}: {why}: {message.id}"


def _faults(catalogue: Catalog, message: Message, alone: set[int]) -> Iterator[str]:
    """`alone` are the forms of a single number."""
    if message.fuzzy or not message.id:
        return
    wrong_form = [str(error) for error in message.check(catalogue)]
    yield from wrong_form
    texts, forms = _forms(message.id), _forms(message.string)
    if not all(forms):
        if any(forms):
            yield "some of its plurals are missing"
        return
    if {_blanks(form) for form in forms} - {_blanks(text) for text in texts}:
        yield "it begins or ends with a blank, or the text does"
    if '"' in TAG.sub("", "".join(forms)) and '"' not in TAG.sub("", "".join(texts)):
        yield 'it has ", which would end an attribute of HTML: use “ ” or others'
    tags = [_tags(text) for text in texts]
    if wrong := [form for form in forms if _tags(form) not in tags]:
        known, used = tags[-1], _tags(wrong[0])
        yield from _differences("HTML", known - used, used - known)
    known, used = (Counter({*VALUE.findall(" ".join(all_of))}) for all_of in (texts, forms))
    more = Counter(value for value in used - known if value.startswith("{") or not wrong_form)
    yield from _differences("values", known - used, more)
    if not wrong_form and known == used:
        fill = _filled if catalogue.domain == PAGES else _filled_in_script
        yield from _faults_of_values(texts, forms, fill, alone)


def _faults_of_values(
    texts: list[str], forms: list[str], fill: Fill, alone: set[int]
) -> Iterator[str]:
    """Of a translation that has all values in some form: what a form cannot be shown with.

    Only the form of a single number may leave out the number: "One reply".
    """
    names = {name: kind for text in texts for name, kind in NAMED.findall(text)}
    if not names:
        return  # nothing is filled in: % is a sign as any other
    needed = {name for name, _ in NAMED.findall(texts[-1])}
    for number, form in enumerate(forms):
        try:
            less = needed - fill(form, names)
        except (ValueError, TypeError, KeyError) as error:
            yield f"values cannot be filled in ({error}), and % is written %%: {form}"
            continue
        is_alone = len(texts) > 1 and number in alone and len(less) == 1
        if less and not is_alone:
            yield f"values of the text that are missing ({', '.join(sorted(less))}): {form}"


class _Values(dict[str, object]):
    """Remembers which were used."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__({name: "x" if kind in "sra" else 1 for name, kind in names.items()})
        self.used: set[str] = set()

    def __getitem__(self, name: str) -> object:
        self.used.add(name)
        return super().__getitem__(name)


def _filled(form: str, names: Mapping[str, str]) -> set[str]:
    """Which values Python takes. Raises what it would on a page."""
    values = _Values(names)
    form % values
    return values.used


def _filled_in_script(form: str, _names: Mapping[str, str]) -> set[str]:
    """The same of `format` in static/js/lib/i18n.js."""
    if "%(" in IN_SCRIPT.sub("", form):
        raise ValueError("only %(name)s is")
    return {*IN_SCRIPT.findall(form)}


def _differences(what: str, less: Counter[str], more: Counter[str]) -> Iterator[str]:
    if more:
        yield f"{what} that the text does not have ({', '.join(sorted(more))})"
    if less:
        yield f"{what} of the text that are missing ({', '.join(sorted(less))})"


def _tags(text: str) -> Counter[str]:
    tags = [SAID_BY_TAG.sub("", tag) for tag in TAG.findall(text)]
    return Counter(NAME_IN_TAG.sub(lambda name: name[0].lower(), tag) for tag in tags)


def _blanks(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()
