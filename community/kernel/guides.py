"""Our own documents as pages: contents from their headings, samples in tabs, the site's address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, strip_tags
from django.utils.text import slugify

from community.kernel.markdown import render
from community.kernel.problem_types import problem_types
from community.kernel.problems import address_of

TITLES = {  # in the order in which a newcomer reads them; each is a file of docs/
    "quick-start": "Quick start",
    "overview": "API overview",
    "graphql": "GraphQL",
    "problems": "Error codes",
    "import": "Import",
    "events": "Events",
}
FILES = {"overview": "api"}
SCHEMAS = {"openapi.yaml": "openapi", "schema.graphql": "graphql_sdl"}
EXAMPLES = ("https://forum.example", "http://localhost:8000")  # where documents say that a site is
LANGUAGES = {"bash": "curl", "python": "Python", "json": "Response", "text": "Response"}

_link = re.compile(r"\]\(([\w.-]+)(#[\w-]+)?\)")
_heading = re.compile(r"<h([45])>(.*?)</h\1>")
_figure = r'<figure class="code"><figcaption><span>{}</span></figcaption>.*?</figure>\n'
_samples = re.compile(f"({_figure.format('bash')})({_figure.format('python')})", re.DOTALL)
_caption = re.compile(r"<figcaption><span>(\w+)</span>")
_code = re.compile(r"<td><code[^>]*>(\w+)</code></td>")


@dataclass
class Section:
    anchor: str
    title: str
    sections: list["Section"] = field(default_factory=list)


@dataclass(frozen=True)
class Guide:
    title: str
    html: str
    contents: list[Section]

    def html_at(self, site: str) -> str:
        """The text for readers of the site at that address, whose own it names."""
        html = self.html
        for example in EXAMPLES:
            html = html.replace(example, escape(site))
        return html


def titles() -> Mapping[str, str]:
    """The guides that there are: documents may be left out of an installation."""
    return {name: title for name, title in TITLES.items() if _file(name).exists()}


@cache
def guide_of(name: str) -> Guide:
    """A document, whose links to others beside it lead to where those are served."""
    heading, _, text = _file(name).read_text().partition("\n")
    html = render(_link.sub(lambda link: f"]({_served(link[1])}{link[2] or ''})", text))
    if name == "problems":
        html = _with_links(html)
    html, contents = _with_anchors(html)
    return Guide(heading.lstrip("# "), _in_tabs(html), contents)


def _file(name: str) -> Any:
    return settings.BASE_DIR / "docs" / f"{FILES.get(name, name)}.md"


def _served(file: str) -> str:
    if file in SCHEMAS:
        return reverse(SCHEMAS[file])
    files = {f"{FILES.get(name, name)}.md": name for name in titles()}
    return reverse("guide", args=[files[file]]) if file in files else reverse("developers")


def _with_links(html: str) -> str:
    """Each code of the list leads to its page."""
    known = {one.code for one in problem_types()}

    def linked(cell: re.Match[str]) -> str:
        if cell[1] not in known:
            return cell[0]
        return f'<td><a href="{address_of(cell[1])}"><code dir="ltr">{cell[1]}</code></a></td>'

    return _code.sub(linked, html)


def _with_anchors(html: str) -> tuple[str, list[Section]]:
    """Headings that can be linked to, as high as a page of their own has them, and the list of
    them."""
    contents: list[Section] = []
    used: dict[str, int] = {}

    def anchored(heading: re.Match[str]) -> str:
        level, inner = int(heading[1]) - 2, heading[2]
        anchor = slugify(strip_tags(inner)) or "section"
        used[anchor] = used.get(anchor, 0) + 1
        if used[anchor] > 1:
            anchor = f"{anchor}-{used[anchor]}"
        beside = contents if level == 2 or not contents else contents[-1].sections
        beside.append(Section(anchor, strip_tags(inner)))
        return f'<h{level} id="{anchor}">{inner}</h{level}>'

    return _heading.sub(anchored, html), contents


def _in_tabs(html: str) -> str:
    """The same request by curl and in Python stands in tabs: two radio buttons, which need no
    script. Printed, and where styles are off, one follows the other."""
    number = 0

    def tabs(found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        choices = "".join(
            f'<label><input type="radio" name="sample-{number}" value="{language}"{checked}>'
            f"{LANGUAGES[language]}</label>"
            for language, checked in (("bash", " checked"), ("python", ""))
        )
        legend = '<legend class="vh">Language</legend>'
        return f'<fieldset class="samples">{legend}{choices}{found[0]}</fieldset>\n'

    html = _samples.sub(tabs, html)
    return _caption.sub(
        lambda one: f"<figcaption><span>{LANGUAGES.get(one[1], one[1])}</span>", html
    )
