import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.kernel.markdown import render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    '![x](x "onerror=alert(1)")',
    '[x](https://e.org "\\" onmouseover=alert(1) x=\\"")',
    "<svg/onload=alert(1)>",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "<a href='javascript:alert(1)'>x</a>",
    "[x]: javascript:alert(1)\n\n[x]",
    "| a |\n|:-:|\n| <img src=x onerror=alert(1)> |",
    "<iframe src=javascript:alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<https://e.org/"onclick=alert(1)>',
    "vbscript:msgbox(1) [x](vbscript:msgbox)",
]
TAG = re.compile(r"<(/?)([a-z0-9]+)((?:\s+[a-z-]+(?:=\"[^\"<>]*\")?)*)\s*/?>")
TAGS = """a audio blockquote br cite code del details div em figcaption figure h3 h4 h5 h6 hr img
    input li ol p pre s span strong summary sup video"""
ALLOWED = {*TAGS.split(), "table", "tbody", "td", "th", "thead", "tr", "ul"}
PLAIN = {
    "id",
    "controls",
    "preload",
    "type",
    "checked",
    "disabled",
    "data-embed",
    "data-title",
    "align",
    "alt",
    "aria-label",
    "class",
    "href",
    "loading",
    "rel",
    "role",
    "src",
    "start",
}


def nothing_can_run(html):
    """Every "<" begins an allowed tag whose attributes are plain and lead nowhere bad."""
    for start in re.finditer("<", html):
        tag = TAG.match(html, start.start())
        assert tag, html[start.start() : start.start() + 80]
        assert tag[2] in ALLOWED
        assert set(re.findall(r'([a-z-]+)="[^"]*"', tag[3])) <= PLAIN | {"tabindex", "title"}
        for address in re.findall(r"(?:href|src)=\"([^\"]*)\"", tag[3]):
            assert not re.match(r"\s*(?:javascript|data|vbscript):", address, re.IGNORECASE)
    return True


@pytest.mark.parametrize("attack", ATTACKS)
def test_member_text_cannot_run(attack):
    assert nothing_can_run(render(attack))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>\"'`[]()!&#|-*_ \n\tabscriptonj:=/\\x"), max_size=120))
def test_nothing_anybody_types_can_run(text):
    assert nothing_can_run(render(text))


def test_what_members_write_looks_as_meant():
    html = render("# Title\n\n*em* **strong** ~~gone~~ [link](https://e.org)\n\n1. one\n2. two")

    assert "<h3>Title</h3>" in html
    assert "<em>em</em> <strong>strong</strong> <s>gone</s>" in html
    assert '<a href="https://e.org" rel="nofollow ugc noopener">link</a>' in html
    assert "<ol>" in html


def test_wide_things_scroll_in_a_box_that_the_keyboard_reaches():
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |\n\n    code\n\n```\nmore\n```")

    box = '<div class="scroll" tabindex="0" role="region" aria-label="Table">'
    assert re.search(re.escape(box) + r"\s*<table>", html)
    assert '<td align="right">2</td>' in html
    assert html.count('<pre tabindex="0">') == 2


def test_images_load_late():
    assert 'loading="lazy"' in render("![a bicycle](https://e.org/b.png)")


def test_a_class_is_ours_alone():
    assert render("```topic-head\nx\n```").count("class") == 1
    assert 'class="code"' in render("```topic-head\nx\n```")
