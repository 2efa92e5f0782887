import pytest

from community.kernel.markdown import render
from community.setup.importing.stackexchange_text import to_markdown


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
    ],
)  # fmt: skip
def test_markup_stays(html, markdown):
    assert to_markdown(html) == markdown


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
