"""The examples of the help page on Markdown."""

from functools import cache

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.kernel import markdown
from community.kernel.languages import Text

EXAMPLES: list[tuple[Text, str]] = [  # no translation: samples of Markdown
    (_("Emphasis"), "*italic*, **bold**, ~~struck through~~"),
    (
        pgettext_lazy("formatting", "Link"),
        "[Documentation](https://example.org/docs), or just https://example.org/",
    ),
    (pgettext_lazy("formatting", "List"), "- first\n- second\n\n1. one\n2. two"),
    (_("Task list"), "- [x] done\n- [ ] to do"),
    (pgettext_lazy("formatting", "Quote"), "> What somebody said."),
    (pgettext_lazy("formatting", "Code"), "Use `git status`.\n\n```python\nprint(1)\n```"),
    (_("Heading"), "## A heading"),
    (pgettext_lazy("noun", "Table"), "| Part | Price |\n|---|---:|\n| Lamp | 12 |"),
    (pgettext_lazy("noun", "Spoiler"), "It was ||the butler||."),
    (_("Collapsed section"), "[details=Log]\nA long text.\n[/details]"),
    (_("Footnote"), "A claim.[^1]\n\n[^1]: Its source."),
]


@cache
def examples() -> list[tuple[Text, str, str]]:
    """Each with its name, what is typed, and what it becomes."""
    return [(name, source, markdown.render(source)) for name, source in EXAMPLES]
