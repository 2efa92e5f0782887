"""Texts in Python: labels, errors, messages.

A text is marked by gettext, ngettext, pgettext and the like, whose arguments are literals. Reported
are, outside of these:

1. a literal with a word in it where only texts for people belong: what LABELS lists (`label=`,
   `help_text=`, `verbose_name=`, `message = …`), arguments of SAYS (messages.success,
   ValidationError), labels of choices, what is annotated as `Text` (`takers.py`); and pairs of a
   name and a label, as choices are written;
2. anywhere else, a literal that begins with a capital letter, or a value, and reads as a sentence
   or a label of several words; several words in small letters, or words beside a value;
3. HTML with text in it;
4. sentences that are put together: a translated text with another text, words or a value beside it
   (`glued.py`), an f-string or "…" % … as an argument of gettext, values without names (%s, {}),
   `"" if n == 1 else "s"`; a word between those of a list, names of months by strftime;
5. gettext, ngettext and the like outside of functions, where it has to be gettext_lazy, and lazy
   ones in str() or an f-string there; plurals of a noun without its number.

Left out: docstrings, logs, exceptions for programmers (whose name ends in Error, but for
ValidationError), SQL, regular expressions, annotations; what describes the API, whose reference is
in English (`description=`, examples, `help_text=` of serializers); the files of ENGLISH; a line
that ends in `# no translation: reason`, with all of the class or statement that it begins.
"""

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

from django.conf import settings

from community.setup.texts.glued import SUMS, is_put_together, is_translated
from community.setup.texts.html import texts
from community.setup.texts.places import AT_ONCE, MARKS, Parents, Place, Surroundings, name_of
from community.setup.texts.takers import takers
from community.setup.texts.words import (
    TAG,
    Found,
    has_words,
    is_label,
    is_phrase,
    is_sentence,
    shortened,
)

# What no page shows, or what is in English on purpose.
ENGLISH = re.compile(
    r"(^|/)(\w*migrations|management|demo|(api|examples|invariants|schema)\.py)(/|$)"
    r"|^community/(settings\.py|setup/(?!apps\.py))|^forum/(contract|imports)/"
    r"|^community/kernel/(connections|costs|documentation|graphql|guides|health|openapi|outgoing"
    r"|problem_types|pseudo|rest|shapes|statements|operations/(?!pages)\w+)\.py$"
    r"|^manage\.py$"
)
API = re.compile(r"(^|/)operations(/\w+)?\.py$")
LEFT_OUT = re.compile(r"# no translation: \w+")
NAME = re.compile(r"[a-z][a-z0-9_.-]*")
CODE_NAME = re.compile(r"[a-z0-9]+(?:[_.][a-z0-9]+)+")
UNNAMED = re.compile(r"(?<!%)%[sdr]|\{\}")
BESIDE_VALUE = re.compile(r" [a-z]{2,}[ .!?…]?|[A-Za-z][a-z]+:? ")
ENDINGS = {"s", "es", "ies", "y"}

SAID_ONCE = "said once, when the module is loaded: use …_lazy"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def is_checked(name: str) -> bool:
    """Whether a text in the file has to be marked."""
    return name.endswith(".py") and not ENGLISH.search(name)


def unmarked(name: str, source: str) -> Iterator[Found]:
    """The texts of a module that are not marked."""
    taken = takers(settings.BASE_DIR, is_checked)
    around = Surroundings(source, taken, is_api=bool(API.search(name)))
    left_out = _left_out(around.tree, source.split("\n"))
    for node in ast.walk(around.tree):
        yield from (found for found in _read(node, around) if found.line not in left_out)


def _left_out(tree: ast.Module, lines: list[str]) -> set[int]:
    """The lines of each statement, and of each literal, that begins or ends with a reason."""
    told = {number for number, line in enumerate(lines, 1) if LEFT_OUT.search(line)}
    found = set(told)
    for node in ast.walk(tree) if told else ():
        if isinstance(node, ast.stmt | ast.Constant | ast.JoinedStr):
            last = node.end_lineno or node.lineno
            is_simple = not hasattr(node, "body")
            if node.lineno in told or (is_simple and last in told):
                found |= {*range(node.lineno, last + 1)}
    return found


def _read(node: ast.AST, around: Surroundings) -> Iterator[Found]:
    parents = around.parents
    if _is_said_at_once(node) and not _is_in_function(node, parents):
        yield Found(node.lineno, shortened(around.written(node)), SAID_ONCE)
    if isinstance(node, ast.Call) and name_of(node.func) in MARKS:
        yield from _not_literal(node, around)
        yield from _of_plural(node, around)
    elif isinstance(node, SUMS) and is_put_together(node, parents):
        yield Found(node.lineno, shortened(around.written(node)), "put together from pieces")
    elif _is_english_form(node):
        yield Found(node.lineno, shortened(around.written(node)), "English only: see formats.py")
    elif isinstance(node, ast.IfExp) and _is_plural(node):
        yield Found(node.lineno, shortened(around.written(node)), "plurals are written by ngettext")
    elif isinstance(node, ast.Constant | ast.JoinedStr) and _is_whole_text(node, parents):
        text = said_by(node)
        if has_words(text) and _is_for_people(text, node, around):
            yield Found(node.lineno, shortened(text))


def _is_whole_text(node: ast.Constant | ast.JoinedStr, parents: Parents) -> bool:
    """Neither a part of another literal nor marked."""
    outer = parents.get(node)
    if isinstance(node, ast.Constant):
        is_whole = isinstance(node.value, str) and not isinstance(outer, ast.JoinedStr)
    else:
        is_whole = not isinstance(outer, ast.FormattedValue)
    return is_whole and not _is_marked(node, parents)


def said_by(node: ast.AST) -> str:
    """What a literal says; {} stands for values."""
    if isinstance(node, ast.JoinedStr):
        return "".join(said_by(part) for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else "{}"


def _is_for_people(text: str, node: ast.AST, around: Surroundings) -> bool:
    place = around.place_of(node)
    if place is Place.CODE or CODE_NAME.fullmatch(text):
        return False
    if TAG.search(text):
        return bool(texts(text))
    if place is Place.TEXT or is_sentence(text.strip()):
        return True
    if around.is_in_str(node) or _is_piece(node, around.parents):
        return False
    outer = around.parents.get(node)
    return (
        _is_label_of_pair(node, around.parents) or is_phrase(text) or _is_beside_value(text, outer)
    )


def _is_piece(node: ast.AST, parents: Parents) -> bool:
    """Whether it is reported as a piece of a sentence."""
    outer = parents.get(node)
    while isinstance(outer, ast.BinOp | ast.JoinedStr | ast.FormattedValue):
        if is_put_together(outer, parents):
            return True
        outer = parents.get(outer)
    return False


def _is_beside_value(text: str, outer: ast.AST | None) -> bool:
    """A word that a value is added to, with the blank between them: " posts", "by "."""
    is_sum = isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Add)
    return is_sum and bool(BESIDE_VALUE.fullmatch(text))


def _is_label_of_pair(node: ast.AST, parents: Parents) -> bool:
    """("name", "Label") and {Enum.NAME: "Label"}, as choices are written: with names, several."""
    pair = parents.get(node)
    if not isinstance(node, ast.Constant) or not is_label(str(node.value)):
        return False
    if isinstance(pair, ast.Tuple):
        several = parents.get(pair)
        pairs = several.elts if isinstance(several, ast.List | ast.Tuple | ast.Set) else []
        return len(pairs) > 1 and all(map(_is_choice, pairs))
    if not isinstance(pair, ast.Dict) or node not in pair.values:
        return False
    if isinstance(pair.keys[pair.values.index(node)], ast.Attribute):
        return True
    entries = zip(pair.keys, pair.values, strict=True)
    choices = [ast.Tuple([key, value]) for key, value in entries if key]
    return len(choices) > 1 and all(map(_is_choice, choices))


def _is_choice(pair: ast.AST) -> bool:
    if not isinstance(pair, ast.Tuple) or len(pair.elts) != 2:
        return False
    first, label = pair.elts
    is_named = isinstance(first, ast.Attribute) or bool(NAME.fullmatch(said_by(first)))
    is_text = isinstance(label, ast.Constant) and bool(is_label(str(label.value)))
    is_code = said_by(first) in {"class", "kind", "model", "type"}
    return is_named and not is_code and (is_text or is_translated(label) or " " in said_by(label))


def _is_marked(node: ast.AST, parents: Parents) -> bool:
    """Whether it is an argument of gettext, perhaps in brackets or a choice."""
    outer = parents.get(node)
    while isinstance(outer, ast.IfExp | ast.BinOp | ast.Starred):
        outer = parents.get(outer)
    return isinstance(outer, ast.Call) and name_of(outer.func) in MARKS


def _not_literal(call: ast.Call, around: Surroundings) -> Iterator[Found]:
    """Arguments of gettext that cannot be extracted, or whose values cannot change their order."""
    is_plural, has_context = "ngettext" in (name := name_of(call.func)), "pgettext" in name
    for argument in call.args[: 1 + is_plural + has_context]:
        text = shortened(around.written(call))
        if isinstance(argument, ast.JoinedStr | ast.BinOp | ast.IfExp):
            yield Found(call.lineno, text, "takes literals: fill the values in outside")
        elif isinstance(argument, ast.Constant) and UNNAMED.search(said_by(argument)):
            yield Found(call.lineno, text, "values have names: %(name)s")


def _is_in_function(node: ast.AST, parents: Parents) -> bool:
    """Defaults of arguments and decorators are evaluated outside."""
    outer = parents.get(node)
    while outer:
        is_outside = isinstance(node, ast.arguments) or node in getattr(outer, "decorator_list", ())
        if isinstance(outer, FUNCTIONS) and not is_outside:
            return True
        node, outer = outer, parents.get(outer)
    return False


def _is_said_at_once(node: ast.AST) -> TypeGuard[ast.expr]:
    """gettext, and what says a lazy text: str(_("…")) and f"{_("…")}"."""
    if isinstance(node, ast.Call):
        is_str = name_of(node.func) == "str" and bool(node.args) and is_translated(node.args[0])
        return is_str or name_of(node.func) in AT_ONCE
    values = node.values if isinstance(node, ast.JoinedStr) else []
    return any(isinstance(one, ast.FormattedValue) and is_translated(one.value) for one in values)


def _of_plural(call: ast.Call, around: Surroundings) -> Iterator[Found]:
    """ngettext("reply", "replies", n): a noun whose number is added elsewhere."""
    name = name_of(call.func)
    first = "pgettext" in name
    forms = [said_by(one) for one in call.args[first : first + 2]]
    is_plural = name.startswith(("ngettext", "npgettext"))
    if is_plural and all(re.fullmatch("[a-z]+", form) for form in forms):
        yield Found(call.lineno, shortened(around.written(call)), "write the number in it, too")


def _is_english_form(node: ast.AST) -> TypeGuard[ast.expr]:
    """Days and months by strftime, commas in numbers, words between those of a list."""
    if isinstance(node, ast.FormattedValue) and node.format_spec:
        return "," in said_by(node.format_spec)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name) and node.func.id == "format":
        return len(node.args) > 1 and "," in said_by(node.args[1])
    if not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "strftime":
        form = said_by(node.args[-1]) if node.args else ""
        return bool(re.search("%-?[aAbBpxXc]", form)) or has_words(re.sub("%-?[A-Za-z]", " ", form))
    words = said_by(node.func.value)
    return node.func.attr == "join" and bool(re.fullmatch(",? [a-z]{2,} ", words))


def _is_plural(choice: ast.IfExp) -> bool:
    ends = [end.value for end in (choice.body, choice.orelse) if isinstance(end, ast.Constant)]
    return len(ends) == 2 and bool(ENDINGS & set(ends)) and {*ends} <= {*ENDINGS, ""}
