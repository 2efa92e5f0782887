"""How much work one text may be. What is counted is steps, not time: the same text is refused
everywhere or nowhere, however busy the machine is."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from community.kernel.errors import RuleViolation
from community.kernel.languages import Text, filled

LONGEST = 32_000  # characters of one text
STEPS = 60_000  # of the parser: five times what prose of that length takes, and 0.3 s at most
CELLS = 5_000  # in the tables of one text
COLUMNS = 200  # of one table


class TooMuch(RuleViolation):
    """A text that is short to write, and huge to read or to show. It says what is too much."""

    code = "too_complex"
    title = _("Text too complex")
    message: Text = _("This text has too much Markdown formatting. Shorten or simplify it.")

    def __init__(self, message: Text = message) -> None:
        super().__init__()
        self.message = message


def spend(state: StateBlock | StateInline, steps: int = 1) -> None:
    """Count what a rule did. Raises TooMuch."""
    env: Any = state.env
    env["steps"] = left = env.get("steps", STEPS) - steps
    if left < 0:
        raise TooMuch


def count_cells(env: Any, cells: int) -> None:
    """Raises TooMuch."""
    env["cells"] = env.get("cells", 0) + cells
    if env["cells"] > CELLS:
        raise TooMuch(
            filled(
                ngettext_lazy(
                    "The tables of one text have at most %(count)s cell.",
                    "The tables of one text have at most %(count)s cells.",
                    CELLS,
                ),
                count=CELLS,
            )
        )
