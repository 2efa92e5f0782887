"""Texts for people use the field's standard terms: docs/style.md lists what is not written."""

import ast
import re
from collections.abc import Iterator

from tests.conftest import ROOT

ROW = re.compile(r"^\| ((?:`[^`]+`(?:, )?)+)[^|]*\|", re.MULTILINE)
STYLE = ROOT / "docs/style.md"
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile")),
    *ROOT.glob("docs/**/*.md"),
    *ROOT.glob("*/README.md"),
    *ROOT.glob("community/**/README.md"),
]
PAGES = [*ROOT.glob("templates/**/*.*"), *ROOT.glob("static/js/**/*.js")]
APPS = ("community", "forum", "feedback", "governance", "registry", "payments", "support")
COMMENT = re.compile(
    r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|^\s*//.*$", re.DOTALL | re.MULTILINE
)
MARKED = re.compile(r"""(?:\{%\s*translate\s+|_\()(["'])(.*?)\1""")  # what tags say
CODE = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|```.*?```|`[^`]*`|\(\S*\)|(?<=\s)//.*?$", re.DOTALL | re.MULTILINE
)


def _avoided() -> re.Pattern[str]:
    """The phrases in the first column of "not | but"."""
    table = STYLE.read_text().partition("| not | but |")[2]
    phrases = [phrase for row in ROW.findall(table) for phrase in re.findall(r"`([^`]+)`", row)]
    assert len(phrases) > 30
    return re.compile(
        rf"\b(?:{'|'.join(re.escape(phrase) for phrase in phrases)})(?!\w)", re.IGNORECASE
    )


def _sentences(source: str) -> Iterator[tuple[int, str]]:
    """Strings of a module that have at least two words, without its docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        ) and " " in node.value.strip():
            yield node.lineno, node.value


def test_texts_use_the_standard_terms():
    avoided = _avoided()
    found = []
    for path in DOCUMENTS + PAGES:
        text = path.read_text()
        if path == STYLE:
            text = text.partition("| not | but |")[0]
        if path in PAGES:
            text = COMMENT.sub("", text)
        marked = " ".join(said for _quote, said in MARKED.findall(text)) if path in PAGES else ""
        text = CODE.sub("", text) + marked
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in avoided.finditer(text)]
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for line, sentence in _sentences(path.read_text()):
                found += [
                    f"{path.relative_to(ROOT)}:{line}: {match[0]}"
                    for match in avoided.finditer(sentence)
                ]

    assert not found


def test_every_house_term_is_explained_once():
    rows = re.findall(
        r"^\| ([a-z, ]+) \| \S", STYLE.read_text().partition("## Words")[2], re.MULTILINE
    )
    terms = [term for row in rows for term in row.split(", ") if term != "term"]

    assert len(terms) == len(set(terms)) > 10
