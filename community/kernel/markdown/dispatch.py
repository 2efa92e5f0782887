"""The parser's rules by the character that they begin with.

The library tries every rule at every line and sign. Nearly all look at the first character and say
no, which is most of the time that it takes. Here only those that can begin so are asked, in the
same order: what they say is the same. Each asking is a step that is counted.
"""

from collections.abc import Callable, Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from community.kernel.markdown.limits import spend

# Rules that are not named here may begin with anything. Raw HTML is off, so its begin with nothing.
BLOCKS = {
    "fence": "`~",
    "tagged": "[",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote": "[",
    "reference": "[",
    "html_block": "",
    "heading": "#",
}
INLINES = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "spoiler": "|",
    "emphasis": "*_",
    "footnote_ref": "[",
    "link": "[",
    "image": "!",
    "bare_link": ":",
    "autolink": "<",
    "html_inline": "",
    "entity": "&",
}
STOPS = "]"  # ends a text as well: what closes a link is looked for there

_Rule = Callable[..., bool]


class _Chains(Ruler[Any]):
    """A ruler of the same rules that hands out each chain of them as one."""

    def __init__(self, ruler: Ruler[Any], one: Callable[[Ruler[Any], str], _Rule]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__
        chains = {"", *(chain for rule in ruler.__rules__ for chain in rule.alt)}
        self._chains = {chain: [one(ruler, chain)] for chain in chains}

    def getRules(self, chainName: str = "") -> list[Any]:  # noqa: N802, N803 - the library's name
        return self._chains[chainName]


def dispatch(parser: MarkdownIt) -> None:
    """To be called when all rules are in."""
    parser.block.ruler = _Chains(parser.block.ruler, _block)
    for sign in set("".join(INLINES.values())) | set(STOPS):
        parser.inline.add_terminator_char(sign)
    parser.inline.ruler = _Chains(parser.inline.ruler, _inline)


def _by_first(
    ruler: Ruler[Any], chain: str, firsts: Mapping[str, str]
) -> tuple[Mapping[str, list[_Rule]], list[_Rule]]:
    """The rules for each first character that some rule asks for, and those for all others."""
    rules = [
        (firsts.get(rule.name), rule.fn)
        for rule in ruler.__rules__
        if rule.enabled and (not chain or chain in rule.alt)
    ]
    by = {
        sign: [rule for first, rule in rules if first is None or sign in first]
        for sign in set("".join(firsts.values()))
    }
    return by, [rule for first, rule in rules if first is None]


def _block(ruler: Ruler[Any], chain: str) -> _Rule:
    by, others = _by_first(ruler, chain, BLOCKS)
    steps = 1 if chain else 5  # asking what a line begins ends in a block of it

    def one(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        spend(state, steps)
        at = state.bMarks[start] + state.tShift[start]
        rules = by.get(state.src[at : at + 1], others)
        for rule in rules:  # noqa: SIM110 - a generator would cost more than most rules
            if rule(state, start, end, silent):
                return True
        return False

    return one


def _inline(ruler: Ruler[Any], chain: str) -> _Rule:
    by, others = _by_first(ruler, chain, INLINES)

    def one(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
        spend(state)
        for rule in by.get(state.src[state.pos], others):  # noqa: SIM110 - as above
            if rule(state, silent):
                return True
        return False

    return one
