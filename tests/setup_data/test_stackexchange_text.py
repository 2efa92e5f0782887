import pytest

from community.kernel.markdown import render
from community.setup.importing.stackexchange_text import comment_to_markdown, to_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>Why</h2><p>So.</p>", "## Why\n\nSo."),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
        ("<blockquote><p>so it goes</p></blockquote>", "> so it goes"),
        ("<p>one<br>two<br></p>", "one\\\ntwo"),
        ('<p><a href="https://a.example/b" title=\'say "b"\'>b</a></p>',
         '[b](https://a.example/b "say \\"b\\"")'),
        ('<a href="https://a.example/b_(c)">c</a>', "[c](https://a.example/b_%28c%29)"),
        ('<a href="https://a.example/">https://a.example/</a>', "<https://a.example/>"),
        ('<a href="/q/1">/q/1</a>', "[/q/1](/q/1)"),
        ("<a>no address</a>", "no address"),
        ('<img src="https://a.example/i.png" alt="a [b]">', "![a \\[b\\]](https://a.example/i.png)"),
        ('<img alt="gone">', "gone"),
        ('<a href="https://a.example"><img src="https://a.example/i.png"></a>',
         "[![](https://a.example/i.png)](https://a.example)"),
        ("<pre><code>a\n```\nb\n</code></pre>", "````\na\n```\nb\n````"),
        ('<pre class="lang-py"><code>a</code></pre>', "```py\na\n```"),
        ('<pre><code class="language-js">a</code></pre>', "```js\na\n```"),
        ("<pre> </pre><p>x</p>", "x"),
        ("<p><strike>old</strike> new</p>", "~~old~~ new"),
        ("<p><code>a &lt; `b`</code></p>", "`` a < `b` ``"),
        ("2<sup>32</sup>, 10<sup>-5</sup>, H<sub>2</sub>O", "2³², 10⁻⁵, H₂O"),
        ("e<sup>a/b</sup> x<sup>q</sup> x<sub>i,j</sub>", "e^(a/b) x^q x\\_(i,j)"),
        ("<code>2<sup>8</sup></code><sup>A note in small letters</sup>",
         "`2⁸`A note in small letters"),
        ("<p>a<br></p><p>b</p>", "a\n\nb"),
        ("one<br><br>two<br><br><br>three", "one\n\ntwo\n\nthree"),
        ("a<br><ul><li>b<br></li></ul><br>c", "a\n\n- b\n\nc"),
        ("<p><br>a <b>b<br></b></p>", "a **b**"),
        ("<b>a<br>b<br></b>c", "**a\\\nb**\\\nc"),
        ("<code>a<br>b</code><pre>a<br>b</pre>", "`a b`\n\n```\na\nb\n```"),
        ('<blockquote class="spoiler"><pre><code>a</code></pre></blockquote>',
         "[details=Spoiler]\n\n```\na\n```\n\n[/details]"),
    ],
)  # fmt: skip
def test_markup_stays(html, markdown):
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<b>Note:</b>so", "<strong>Note</strong>:so"),
        ("<i>why?</i>no", "<em>why</em>?no"),
        ("<s>old.</s>new", "<s>old</s>.new"),
        ("a<b>, b</b> c", "a, <strong>b</strong> c"),
        ("<b>a <i>b.</i></b>c", "<strong>a <em>b</em></strong>.c"),
        ("<b><code>x</code></b>y", '<code dir="ltr">x</code>y'),
        ("<b>so.</b><b> it </b>is", "<strong>so.</strong> <strong>it</strong> is"),
        ("<b></b>a<b> </b>b", "a b"),
        ("<b>重要。</b>请看", "<strong>重要</strong>。请看"),
    ],
)
def test_no_star_of_emphasis_is_ever_shown(html, shown):
    assert render(to_markdown(f"<p>{html}</p>")) == f"<p>{shown}</p>\n"


@pytest.mark.parametrize(
    "text", ["$a_i*b*c_i$", "$$x_{i} * y * z$$", "costs $5 || $6 ~~ $7", "$a$ `$b$` \\$c*d*e"]
)
def test_formulas_are_shown_as_they_were_typed(text):
    post, comment = to_markdown(f"<p>{text}</p>"), comment_to_markdown(text)

    assert render(post) == f"<p>{text}</p>\n"
    if "\\" not in text:
        assert render(comment) == f"<p>{text}</p>\n"


def test_what_is_no_formula_in_a_comment_is_markup():
    assert render(comment_to_markdown("$5 or *so* $6")) == "<p>$5 or <em>so</em> $6</p>\n"


def test_a_bar_in_the_code_of_a_cell_ends_no_cell():
    html = (
        "<table><tr><th>a</th></tr><tr><td><code>x | y</code></td></tr>"
        "<tr><td><pre><code>p | q\nr</code></pre></td></tr></table>"
    )

    shown = render(to_markdown(html))

    assert '<td><code dir="ltr">x | y</code></td>' in shown
    assert '<td><code dir="ltr">p | q r</code></td>' in shown


def test_a_table_stays_a_table():
    html = "<table><tr><th>a</th></tr><tr><td>1 | 2</td></tr></table>"

    shown = render(to_markdown(html))

    assert "<th>a</th>" in shown
    assert "<td>1 | 2</td>" in shown


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading", "1. not a list", "- nor this", "> no quote", "a * b * c", "__init__",
        "______", "`no code`", "[no](link)", "~~here~~", "back\\slash", "&amp;lt; is written so",
        "&lt;b&gt; is a tag", "Title\n===", "a | b", "x_1 and y_2",
    ],
)  # fmt: skip
def test_what_only_looks_like_markup_is_shown_as_it_was_written(text):
    shown = render(to_markdown(f"<p>{text}</p>"))

    plain = text.replace(">", "&gt;") if text.startswith(">") else text
    assert shown == f"<p>{plain}</p>\n"
