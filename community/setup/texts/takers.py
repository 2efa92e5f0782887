"""Functions and classes of ours that take a text for people: what they annotate as `Text`
(community/kernel/languages.py)."""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from community.setup.texts.files import files

Taken = Mapping[str, frozenset[str | int]]
IMPORTED = "from community.kernel.languages import"


@lru_cache
def takers(root: Path, is_checked: Callable[[str], bool]) -> Taken:
    """By name, which arguments are texts: their names, and positions where these can be given."""
    found: dict[str, frozenset[str | int]] = {}
    for name in files(root):
        if is_checked(name) and IMPORTED in (source := (root / name).read_text()):
            for taker, arguments in _in(ast.parse(source)):
                found[taker] = found.get(taker, frozenset()) | arguments
    return found


def _in(tree: ast.Module) -> Iterator[tuple[str, frozenset[str | int]]]:
    if not any(_imports_text(node) for node in tree.body):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            given = [*node.args.posonlyargs, *node.args.args]
            texts = {at for at, one in enumerate(given) if is_text(one.annotation)}
            named = {one.arg for one in [*given, *node.args.kwonlyargs] if is_text(one.annotation)}
            yield node.name, frozenset({*texts, *named})
        elif isinstance(node, ast.ClassDef):
            fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
            texts = {at for at, one in enumerate(fields) if is_text(one.annotation)}
            named = {ast.unparse(fields[at].target) for at in texts}
            yield node.name, frozenset({*texts, *named})


def _imports_text(node: ast.stmt) -> bool:
    if not isinstance(node, ast.ImportFrom) or node.module != "community.kernel.languages":
        return False
    return any(one.name == "Text" for one in node.names)


def is_text(annotation: ast.AST | None) -> bool:
    """Whether it is `Text`, perhaps among others."""
    if isinstance(annotation, ast.BinOp):
        return is_text(annotation.left) or is_text(annotation.right)
    return isinstance(annotation, ast.Name) and annotation.id == "Text"
