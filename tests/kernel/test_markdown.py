# ruff: noqa: RUF001 - full-width punctuation is meant
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.kernel.markdown import Known, render, rendering
from community.kernel.text import fold

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
PLAIN = {"align", "alt", "aria-label", "class", "href", "loading", "rel", "role", "src", "start"}
PLAIN |= {
    "dir",
    "id",
    "controls",
    "preload",
    "type",
    "checked",
    "disabled",
    "data-embed",
    "data-title",
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
    assert html.count('<pre tabindex="0" dir="ltr">') == 2


def test_images_load_late():
    assert 'loading="lazy"' in render("![a bicycle](https://e.org/b.png)")


def test_a_class_is_ours_alone():
    assert render("```topic-head\nx\n```").count("class") == 1
    assert 'class="code"' in render("```topic-head\nx\n```")


# -- what Markdown learnt here ------------------------------------------------------------------
def members(*names):
    return Known(members=lambda asked: {n: f"/u/{n}/" for n in asked if n in names})


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("@ana", "@ana"),
        ("Ask @Ana.", "@Ana"),
        ("(@ana)", "@ana"),
        ("@ana... and", "@ana"),
        ("@jo.b-c_d", "@jo.b-c_d"),
        ("*@ana*", "@ana"),
        ("@Rónán!", "@Rónán"),
        ("@日本", "@日本"),
        ("@मीरा", "@मीरा"),
        ("谢谢@ana", "@ana"),
        ("@anaさん、", "@ana"),
        ("@日本さん", "@日本"),
        ("> @ana", "@ana"),
    ],
)
def test_a_name_that_is_somebodys_is_a_link(text, linked):
    html = render(text, members("ana", "jo.b-c_d", "ronan", "日本", fold("मीरा")))

    assert re.search(rf'<a class="mention" href="/u/[^"]+/"[^>]*>{re.escape(linked)}</a>', html)


@pytest.mark.parametrize(
    "text",
    [
        "@bob", "a@ana", "`@ana`", "    @ana", "```\n@ana\n```", "[@ana](https://e.org)", "\\@ana",
        "@@ana", "/@ana", "[quote=@ana]\nx\n[/quote]", "![@ana](x)", "https://e.org/@ana",
        "[details=@ana]\nx\n[/details]", "谢谢x@ana.org", "用户@ana.org", "用户@日本は.jp",
    ],
)  # fmt: skip
def test_what_is_no_name_stays_text(text):
    assert 'class="mention"' not in render(text, members("ana", "日本"))


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("> @ana", set()),
        ("[quote=bo]\n- @ana\n[/quote]\n\n@bo", {"bo"}),
        ("> > @ana\n\nSo says @ana", {"ana"}),
        ("[details=x]\n@ana\n[/details]", {"ana"}),
    ],
)
def test_who_is_named_in_a_quote_is_not_called(text, called):
    assert rendering(text, members("ana", "bo")).called == called


def test_names_are_asked_for_once_and_at_most_a_hundred():
    asked = []

    render(" ".join(f"@a{n}" for n in range(500)), Known(members=lambda n: asked.append(n) or {}))

    assert [len(names) for names in asked] == [100]


def test_a_quote_names_its_source():
    known = Known(post=lambda topic, post: f"/threads/{topic}/{post}/")

    html = render('[quote="ana, post:12, topic:5"]\nOr *not*.\n[/quote]\n\nYes.', known)

    assert '<blockquote class="quote"><cite><a href="/threads/5/12/"' in html
    assert ">ana wrote</a></cite>\n<p>Or <em>not</em>.</p>" in html
    assert html.endswith("</blockquote>\n<p>Yes.</p>\n")


def test_quotes_nest_five_deep():
    deep = "[quote=a]\n" * 8 + "x\n" + "[/quote]\n" * 8

    html = render(deep)

    assert html.count("<blockquote") == 5
    assert "[quote=a]" in html


def test_spoilers_and_details_fold():
    html = render("It was ||the *butler*||.\n\n[details=More]\n- a\n[/details]")

    spoiler = '<details class="spoiler"><summary>Spoiler</summary><span>the <em>butler</em></span>'
    assert f'<div class="par">It was {spoiler}</details>.</div>' in html
    assert '<details class="fold"><summary>More</summary>\n<ul>\n<li>a</li>\n</ul>' in html


def test_what_nothing_closes_is_text():
    assert render("[details=a]\nb") == "<p>[details=a]\nb</p>\n"
    assert render("a || b") == "<p>a || b</p>\n"
    assert "<details" not in render("```\n[details=a]\n```\n\n[/details]")


def test_tasks_say_what_is_done():
    html = render("- [x] one\n- [ ] two\n- [y] three")

    assert html.count('<li class="task">') == 2
    assert html.count('type="checkbox"') == html.count("disabled") == 2
    assert re.search(r'<input[^>]*checked=""[^>]*aria-label="Done"', html)


def test_footnotes_go_to_the_foot_under_names_of_their_own():
    one, other = (render(f"{text}[^a]\n\n[^a]: said\n[^b]: not called") for text in "xy")

    ids = re.compile(r' id="([^"]+)"')
    assert "said" in one
    assert "not called" not in one
    assert len(ids.findall(one)) == 2
    assert not set(ids.findall(one)) & set(ids.findall(other))
    for name in ids.findall(one):
        assert f'href="#{name}"' in one


def test_headings_stand_below_the_pages_own():
    assert re.findall(r"<h(\d)>", render("# a\n## b\n### c\n#### d\n##### e")) == list("34566")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see https://e.org/a.", "https://e.org/a"),
        ("(https://e.org/a_(b))", "https://e.org/a_(b)"),
        ("https://e.org/a*b*c_d_", "https://e.org/a*b*c_d"),
        ("HTTPS://e.org", "https://e.org"),
        ("https://e.org/docs（说明）", "https://e.org/docs"),
        ("见https://e.org。然后", "https://e.org"),
        ("https://e.org、https://e.net", "https://e.org"),
        ("“https://e.org/a”和", "https://e.org/a"),
        ("«https://e.org/a»", "https://e.org/a"),
        ("https://e.org/ジョン・レノン…", "https://e.org/ジョン・レノン"),
    ],
)
def test_a_bare_address_is_a_link(text, url):
    assert re.search(rf'<a href="[^"]+"[^>]*>{re.escape(url)}</a>', render(text))


@pytest.mark.parametrize(
    "text", ["setup.py", "e.org", "http://nodot", "https://paypal.com@e.org/", "xhttps://e.org"]
)
def test_what_only_may_be_one_is_not(text):
    assert "<a " not in render(text)


@pytest.mark.parametrize("text", ["https://{}.com/x", "<https://{}.com/x>"])
def test_letters_that_pass_for_others_are_spelt_out(text):
    assert ">https://xn--" in render(text.format("\u0430\u0440\u0440"))


def test_links_of_trusted_authors_may_be_followed():
    assert 'rel="nofollow ugc noopener"' in render("https://e.org")
    assert 'rel="ugc noopener"' in render("https://e.org", Known(is_trusted=True))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**重要。**请看", "<strong>重要。</strong>请看"),
        ("请**（看）**这里", "请<strong>（看）</strong>这里"),
        ("*テスト。*です", "<em>テスト。</em>です"),
        ("패키지를 **(선택)**로", "패키지를 <strong>(선택)</strong>로"),
        ("~~削除。~~です", "<s>削除。</s>です"),
        ("请**“看\ufe01”\ufe01**这里", "请<strong>“看\ufe01”\ufe01</strong>这里"),
        # As CommonMark has it, where there is no CJK.
        ("a**(b)**c", "a**(b)**c"),
        ("**b.**c", "**b.**c"),
        ("foo_bar_baz __你好。__请", "foo_bar_baz __你好。__请"),
        ("a **🎉!**b", "a **🎉!**b"),
    ],
)
def test_emphasis_opens_and_closes_beside_cjk(text, html):
    assert render(text) == f"<p>{html}</p>\n"


@pytest.mark.parametrize(
    "code",
    [
        "````\n```\n[/quote]\n```\n````",
        "~~~~ x\n~~~\n```\n[/quote]\n~~~~~",
        "- ````\n  ```\n  [/quote]\n  ````",
        "1. a\n\n   ~~~\n   [/quote]\n   ~~~",
        "> ```\n> [/quote]\n\nafter an open fence",
        "  ```\n[/quote]\n  ```",
        "a\n\n    ```\n    [/quote]",
        "    [quote]",
        "```a``` is no fence",
    ],
)
def test_tags_are_found_whatever_code_stands_between(code):
    html = render(f"[quote=ana]\n{code}\n\nlast\n[/quote]\n\nout")

    assert html.endswith("<p>last</p>\n</blockquote>\n<p>out</p>\n")
    assert html.count("[/quote]") == code.count("[/quote]")


@pytest.mark.parametrize(
    ("fence", "language"),
    [("```foo\\+bar", "foo+bar"), ("~~~f&ouml;&ouml;", "föö"), ("```c++ x", "c++")],
)
def test_a_fence_names_its_language(fence, language):
    assert f"<figcaption><span>{language}</span></figcaption>" in render(f"{fence}\nx")


def test_a_footnote_holds_what_is_indented_below_it():
    html = render("a[^1] b[^2]\n\n[^1]: one\n\n    two\n\n    - three\n\n[^2]: four\n\nfive")

    assert "<p>one</p>\n<p>two</p>\n<ul>\n<li>three</li>\n</ul>" in html
    assert html.index("<p>five</p>") < html.index("one")
    assert html.count("Back to the text") == html.count("<li id=") == 2


@pytest.mark.parametrize(
    "address",
    ["ftp://e.org", "tel:1", "javascript:x", "jav%09ascript:x", "data:image/png;base64,AA==",
     "http://[", "https://e.org:99999/", "//e.org:0x/"],
)  # fmt: skip
def test_what_leads_nowhere_stays_as_it_was_typed(address):
    html = render(f"[a]({address}) ![b]({address}) <{address}> [c]\n\n[c]: {address}")

    assert "<a" not in html
    assert "<img" not in html
    assert f"[a]({address})" in html


def test_code_is_left_to_right_in_any_text():
    assert render("שלום `a = 1`") == '<p>שלום <code dir="ltr">a = 1</code></p>\n'


@pytest.mark.parametrize(
    ("text", "is_blank"),
    [
        ("[1]: http://e.org", True), ("[^1]: x", True), ("#", True), ("\u2800", True),
        ("&#x2800; &nbsp;", True), ("-", True), ("> ", True), ("[](https://e.org)", True),
        ("\U000e0001\u3164\u00ad", True), ("```\n```", True), ("a\u2800", False),
        ("![](https://e.org/a.png)", False), ("https://e.org/a.mp4", False), ("# a", False),
        ("[^1]\n\n[^1]: x", False), ("0", False), ("👍", False),
    ],
)  # fmt: skip
def test_a_text_is_blank_where_nothing_of_it_is_to_be_seen(text, is_blank):
    assert rendering(text).is_blank is is_blank
