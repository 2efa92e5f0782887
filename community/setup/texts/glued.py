"""Sentences in Python that are put together from pieces, at least one of them translated.

A sum, an f-string, "…" % …, "…".format(…) and "…".join([…]) are looked at as a whole: a translated
text may not have another one, words, signs or values beside it. Tags and line ends may.
"""

import ast
from collections.abc import Iterator

from community.setup.texts.places import MARKS, Parents, name_of
from community.setup.texts.words import PLACEHOLDER, TAG

SUMS = (ast.AugAssign, ast.BinOp, ast.Call, ast.JoinedStr)
SAME = {"str", "escape", "conditional_escape", "filled", "capfirst"}  # what they give is as given
CHANGES = {"capitalize", "format", "lower", "title", "upper"}  # methods that change a sentence


def is_put_together(node: ast.AST, parents: Parents) -> bool:
    """Whether a translated text is only a piece of what this makes."""
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ast.Add) and is_translated(node.value)
    if _changes_translated(node):
        return True
    if _is_sum(parents.get(node)):
        return False  # reported as a whole
    parts = [*_parts(node)]
    translated = [part for part in parts if is_translated(part)]
    return bool(translated) and len([part for part in parts if _says(part)]) > 1


def is_translated(node: ast.AST) -> bool:
    """Whether it is a text from a catalogue, perhaps with values filled in."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return is_translated(node.left)
    if isinstance(node, ast.IfExp):
        return is_translated(node.body) or is_translated(node.orelse)
    if not isinstance(node, ast.Call):
        return False
    name = name_of(node.func)
    is_same = name in SAME and bool(node.args) and is_translated(node.args[0])
    return name in MARKS or is_same


def _changes_translated(node: ast.AST) -> bool:
    """gettext("…").lower(): not every language has small letters, or words in this order."""
    if not isinstance(node, ast.Call):
        return False
    method = node.func
    if isinstance(method, ast.Attribute):
        return method.attr in CHANGES and is_translated(method.value)
    return name_of(method) == "capfirst" and bool(node.args) and is_translated(node.args[0])


def _is_sum(node: ast.AST | None) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield part.value if isinstance(part, ast.FormattedValue) else part
    elif isinstance(node, ast.BinOp) and _is_sum(node):
        for side in (node.left, node.right):
            is_more = _is_sum(side) or isinstance(side, ast.JoinedStr)
            yield from _parts(side) if is_more else [side]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_text(node.left):
        yield node.left
        yield from _given(node.right)
    elif isinstance(node, ast.Call):
        yield from _parts_of_call(node)


def _parts_of_call(call: ast.Call) -> Iterator[ast.AST]:
    method = call.func
    if name_of(method) == "format_html" and call.args and _has_signs(call.args[0]):
        yield from call.args
    if not isinstance(method, ast.Attribute) or not _is_text(method.value):
        return
    if method.attr == "format":
        yield from (method.value, *call.args, *(keyword.value for keyword in call.keywords))
    elif method.attr == "join" and call.args and "\\n" not in ast.unparse(method.value):
        yield from _given(call.args[0])


def _given(values: ast.AST) -> list[ast.expr]:
    if isinstance(values, ast.Tuple | ast.List):
        return values.elts
    return values.values if isinstance(values, ast.Dict) else []


def _has_signs(html: ast.AST) -> bool:
    """Whether there are signs or values beside a value, without a tag between them."""
    runs = TAG.split(str(html.value)) if isinstance(html, ast.Constant) else []
    return any("{}" in run and run.strip() != "{}" for run in runs)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _says(part: ast.AST) -> bool:
    """Whether it is more than tags and blanks, or than what precedes all subjects."""
    if isinstance(part, ast.Constant):
        return bool(PLACEHOLDER.sub("", TAG.sub("", str(part.value))).strip())
    return not name_of(part).isupper()
