"""The examples of the help page on Markdown."""

from functools import cache

from community.kernel import markdown

EXAMPLES = [
    ("Emphasis", "*italic*, **bold**, ~~struck through~~"),
    ("Link", "[Documentation](https://example.org/docs), or just https://example.org/"),
    ("List", "- first\n- second\n\n1. one\n2. two"),
    ("Task list", "- [x] done\n- [ ] to do"),
    ("Quote", "> What somebody said."),
    ("Code", "Use `git status`.\n\n```python\nprint(1)\n```"),
    ("Heading", "## A heading"),
    ("Table", "| Part | Price |\n|---|---:|\n| Lamp | 12 |"),
    ("Spoiler", "It was ||the butler||."),
    ("Collapsed section", "[details=Log]\nA long text.\n[/details]"),
    ("Footnote", "A claim.[^1]\n\n[^1]: Its source."),
]


@cache
def examples() -> list[tuple[str, str, str]]:
    """Each with its name, what is typed, and what it becomes."""
    return [(name, source, markdown.render(source)) for name, source in EXAMPLES]
