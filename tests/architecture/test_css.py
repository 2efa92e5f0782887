"""The CSS knows where lines start and end, not left and right: pages also run from right to left.

Width, height, top and bottom mean the same in both directions and are written as they are.
"""

import re
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

CSS = ROOT / "static/css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"(?<=[{;])\s*([\w-]+)\s*:\s*([^;{}]+)(?=[;}])")
SIDE = re.compile(r"\b(?:left|right)\b")
OF_FOUR_SIDES = {"margin", "padding", "inset", "border-width", "border-style", "border-color"}
SHIFTED = {
    "translate": re.compile(r"^-?[^-0]"),
    "scale": re.compile(r"^-"),
    "rotate": re.compile(r"\b90"),
    "transform": re.compile(r"translate|scale"),
    "box-shadow": re.compile(r"(?:^|, |inset )-?[1-9]"),
}
IN_BRACKETS = re.compile(r"\([^()]*\)")
# What has no logical form.
ALLOWED = {
    ("base.css", "scale"): "this is what turns arrows around",
    ("components/form.css", "box-shadow"): "has a rule for :dir(rtl)",
    ("components/parts.css", "background"): "has a rule for :dir(rtl)",
    ("components/post.css", "rotate"): "has a rule for :dir(rtl)",
    ("components/prose.css", "background"): "has a rule for :dir(rtl)",
    ("components/vote.css", "rotate"): "a ring fills clockwise in every language",
}


def declarations(css: str) -> Iterator[tuple[str, str]]:
    for name, value in DECLARATION.findall(COMMENT.sub("", css)):
        yield name, value.strip()


def is_physical(name: str, value: str) -> bool:
    """Whether it would say the wrong side where lines run from right to left."""
    if SIDE.search(name) or SIDE.search(value):
        return True
    parts = words_of(value)
    if name in OF_FOUR_SIDES:
        return len(parts) == 4 and parts[1] != parts[3]
    if name == "border-radius":
        first, second, third, *fourth = (parts * 3)[:3] + parts[3:]
        return first != second or third != (fourth or [second])[0]
    return bool(name in SHIFTED and SHIFTED[name].search(value))


def words_of(value: str) -> list[str]:
    """The parts of a value, each function as one."""
    while (flat := IN_BRACKETS.sub("_", value)) != value:
        value = flat
    return value.split()


def test_nothing_in_the_css_says_left_or_right():
    found = {
        (file.relative_to(CSS).as_posix(), name): f"{name}: {value}"
        for file in sorted(CSS.rglob("*.css"))
        for name, value in declarations(file.read_text())
        if is_physical(name, value)
    }

    assert found.keys() == ALLOWED.keys(), found


@pytest.mark.parametrize(
    "css",
    [
        "margin-left: 1px", "left: 0", "float: right", "padding: 1px 2px 3px 0", "translate: 1px 0",
        "border-top-left-radius: 1px", "border-radius: 1px 0 0 1px", "text-align: left",
        "background: linear-gradient(to right, red, blue)", "box-shadow: inset 2px 0 red",
        "inset: auto calc(1px + (2px)) 0 auto", "transform: translateX(1px)", "scale: -1 1",
    ],
)  # fmt: skip
def test_what_says_so_is_found(css):
    assert [is_physical(*one) for one in declarations(f"a {{ {css}; }}")] == [True]


@pytest.mark.parametrize(
    "css",
    [
        "margin-inline-start: 1px", "inset: 0 auto", "padding: 1px max(1px, calc((1px - 2px) / 2))",
        "border-radius: 1px 1px 0 0", "translate: 0 1px", "box-shadow: 0 0 0 2px red",
        "margin: 1px 2px 3px 2px",
    ],
)  # fmt: skip
def test_what_does_not_is_not(css):
    assert [is_physical(*one) for one in declarations(f"a {{ {css}; }}")] == [False]
