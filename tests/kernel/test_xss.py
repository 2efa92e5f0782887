"""Every attempt of the corpus, looked at by a parser that has no part in making the HTML."""

import re
from html.parser import HTMLParser

import pytest

from community.kernel.markdown import Known, render
from tests.kernel.xss import ATTACKS

TAGS = set(
    """a audio blockquote br cite code del details div em figcaption figure h3 h4 h5 h6 hr img
    input li ol p pre s span strong summary sup table tbody td th thead tr ul video""".split()  # noqa: SIM905
)
ATTRIBUTES = set(
    """align alt aria-label checked class controls data-embed data-title dir disabled href id
    height loading preload rel role sizes src srcset start tabindex title type width""".split()  # noqa: SIM905
)
SCHEMES = ("http://", "https://", "mailto:")


class Look(HTMLParser):
    """Remembers what is not on the list."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES or (tag == "input" and name == "src"):
                self.found.append(f"{tag} {name}")
            if name in {"href", "src"} and not self.leads_somewhere_plain(value or ""):
                self.found.append(f"{tag} {name}={value}")
            if name == "data-embed" and not (value or "").startswith("https://www."):
                self.found.append(f"{tag} {name}={value}")

    @staticmethod
    def leads_somewhere_plain(address: str) -> bool:
        seen = "".join(sign for sign in address if sign > " ").lower()
        return seen.startswith(SCHEMES) or ":" not in re.split("[/?#]", seen)[0]

    def handle_comment(self, data):
        self.found.append(f"comment {data}")

    def handle_decl(self, decl):
        self.found.append(f"declaration {decl}")

    def handle_pi(self, data):
        self.found.append(f"instruction {data}")

    unknown_decl = handle_decl


def found_in(html: str) -> list[str]:
    look = Look()
    look.feed(html)
    look.close()
    return look.found


EVERYBODY = Known(
    members=lambda names: {name: f"/u/{name}/" for name in names},
    titles=lambda links: dict.fromkeys(links, '"><script>alert(1)</script>'),
    post=lambda topic, post: f"/threads/{topic}/{post}/",
    is_trusted=True,
)


def test_there_are_many_attempts():
    assert len(set(ATTACKS)) >= 200


@pytest.mark.parametrize("known", [Known(), EVERYBODY], ids=["nobody", "everybody"])
def test_no_attempt_leaves_anything_that_runs(known):
    """The failing ones are named together."""
    bad = {attack: found for attack in ATTACKS if (found := found_in(render(attack, known)))}

    assert not bad


@pytest.mark.parametrize(
    "around", ["> {}", "- {}", "**{}**", "[details=x]\n{}\n[/details]", "|{}|\n|-|\n|{}|"]
)
def test_nor_where_it_stands_in_something_else(around):
    texts = [around.replace("{}", attack) for attack in ATTACKS]

    bad = {text: found for text in texts if (found := found_in(render(text, EVERYBODY)))}

    assert not bad


def test_all_of_them_in_one_text():
    for start in range(0, len(ATTACKS), 40):
        text = "\n\n".join(ATTACKS[start : start + 40])[:32_000]

        assert not found_in(render(text, EVERYBODY))


def test_the_look_finds_what_it_is_for():
    for bad in ("<script>", "<a onclick=x>", "<a href='java\nscript:x'>", "<!-- x -->", "<b>"):
        assert found_in(bad), bad
