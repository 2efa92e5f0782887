"""Twice as much Markdown costs about twice as much, and no text costs more than it may.

Counted in calls, never in time: two million of them take about 0.3 s. What is refused is so before
it costs more than what is shown.
"""

import pytest

from community.kernel.markdown import LONGEST, Known, TooMuch, limits, render
from tests.kernel.markdown_units import FRAGMENTS, growing, repeated, units, work

MOST = 2_000_000  # calls for one text
EVERY = 1_500  # of the units, which is the one that is tried with each commit

# Each of these took seconds or minutes, or is what takes most today.
ATTACKS = {
    "open lists in quotes": repeated(">-\na\n", LONGEST),
    "quotes in quotes": repeated(">>>>>-\na\n", LONGEST),
    "quotes in lists": repeated("- >\n", LONGEST),
    "tags in quotes": repeated(">[details=b]\n>-\na\n", 20_000) + "\n" + "[/details]\n" * 1_000,
    "cells": "|a" * 200 + "\n" + "|-" * 200 + "\n" + "a\n" * 15_500,
    "tables": repeated("|a|b\n|-|-\n|a\n\n", LONGEST),
    "images": repeated("![", LONGEST),
    "strikes": repeated("[~~", LONGEST),
    "brackets": "[" * (LONGEST // 2) + "]" * (LONGEST // 2),
    "addresses": repeated("![](|", LONGEST),
    "paragraphs": repeated("\n\n_", LONGEST),
}

OURS = [
    *("@a ", "@", "@" + "a.-_" * 20, "|| ", "||a ", "[^", "[^a] ", "[^a]: x\n", "[quote=a]\n"),
    *("[quote=a]\n[/quote]\n", "[/quote]\n[/details]\n", "[quote=a]\n[details=b]\n[/quote]\n"),
    *("- [details=b]\n", "https://", "https://e.org/a ", "https://e.org/" + ")" * 40),
    *("https://e.org/a.mp4\n", "https://youtu.be/aaaaaaaaaaa\n", "- [ ] a\n", "```x\n"),
    *(
        "> ````\n",
        "- ```\n  ",
        "[^1]: a\n\n    b\n\n",
        "。**",
        "**。a",
        "@a日",
        "日@a",
        "\uff08https://e.org",
    ),
]


@pytest.mark.parametrize("name", ATTACKS)
def test_the_longest_text_costs_no_more_than_it_may(name):
    assert work(ATTACKS[name]) < MOST


def test_twice_as_much_costs_about_twice():
    """A sample of what `make soak` tries as a whole."""
    named = [">-\na\n", "># a\nb\n", ">>-\na\n", "- >\n", "[~~", "![", "[a](", "](![", "*a_"]

    assert growing([*named, *OURS, *units()[::EVERY]]) == []


@pytest.mark.soak
@pytest.mark.parametrize("unit", [*OURS, *FRAGMENTS, "*-\n", "># a\nb\n", "\n\n*a"])
def test_the_longest_text_of_one_unit_costs_no_more_than_it_may(unit):
    assert work(repeated(unit, LONGEST)) < MOST


@pytest.mark.soak
@pytest.mark.parametrize("first", FRAGMENTS)
def test_twice_as_much_of_anything_costs_about_twice(first):
    assert growing([unit for unit in units() if unit.startswith(first)]) == []


# -- what the refusal says, and what is no reason for one ---------------------------------------
def refusal(text):
    with pytest.raises(TooMuch) as refused:
        render(text, Known(members=lambda names: dict.fromkeys(names, "/u/a/")))
    return refused.value.message


def test_the_refusal_says_what_was_too_much():
    row = "|a" * 201

    assert refusal(f"{row}\n{'|-' * 201}\n") == "A table has at most 200 columns."
    assert refusal(ATTACKS["cells"]) == "The tables of one text have at most 5,000 cells."
    assert refusal("[a]: <http://x/" + "u" * 16_000 + ">\n\n" + "[a] " * 3_900).startswith("Its li")
    assert refusal("@a\n" * 10_000).startswith("The rendered text is longer")
    assert refusal(ATTACKS["images"]) == TooMuch.message


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{'|' * 500}\n```",
        f"    {'|a' * 500}",
        f"`{'|' * 500}`",
        "a | b " * 300,
        f"- item\n\n  ~~~\n  {'|' * 500}\n  ~~~",
    ],
)
def test_bars_are_counted_in_tables_alone(text):
    assert "|" in render(text)


def test_a_table_may_have_as_many_columns_and_cells_as_are_said():
    wide = f"{'|a' * 200}|\n{'|-' * 200}|\n" + f"{'|b' * 200}|\n" * 20
    many = "|a|b|\n|-|-|\n" + "|c|d|\n" * 2_499

    assert render(wide).count("<td>") == 4_000
    assert render(many).count("<td>") == 4_998
    with pytest.raises(TooMuch):
        render(many + "|e|f|\n")


PROSE = (
    "Some *prose* with a [link](https://e.org/a) and `code`, as people write it, @ana.\n\n"
    "- an item\n- another **item**\n\n> a quote\nthat goes on\n> and on\n\n"
)
LOG = "[2026-01-01T10:00:00Z] [info] [worker-7] GET /a/b?c=1&d=_x_ -> 200 (http://e.org/a?b=c)\n"


@pytest.mark.parametrize("unit", [PROSE, LOG, "- word\n", '{"a_b": [1, {"c": "*d*"}]},\n'])
def test_what_people_write_is_far_from_the_limits(unit):
    env = {}
    text = repeated(unit, LONGEST)

    assert render(text)
    assert steps_of(text, env) < 0.8 * limits.STEPS


def steps_of(text, env):
    from community.kernel.markdown.pipeline import _parser  # noqa: PLC0415

    env |= {"known": None, "key": "", "called": set()}
    _parser.parse(text, env)
    return limits.STEPS - env["steps"]


# -- a quote is read as far as a few lines first: what comes out is what it says as a whole ------
def test_a_quote_with_many_lines_that_go_on_is_one():
    html = render("> a\nb\n" * 50)

    assert html.count("<blockquote>") == 1
    assert html.count("<p>") == 1


def test_a_quote_that_is_read_twice_defines_each_thing_once():
    lazy = "".join(f"{n}\n" for n in range(20))

    html = render(
        f"> [a]: /first\n> [b]: /second\n> c\n{lazy}> - [a] [b]\n{lazy}\n[a]: /third\n\n[a]"
    )

    assert html.count("<blockquote>") == 1
    assert html.count('href="/first"') == 2
    assert html.count('href="/second"') == 1


def test_a_bracket_within_others_is_looked_for_once():
    deep = render("[" * 5 + "a" + "](b)" + "]" * 4)
    image = render("![a [b ![c](d) e](f) g](h)")

    assert deep.count("<a ") == 1
    assert deep.startswith("<p>[[[[<a")
    assert image.count("<img") == 1
