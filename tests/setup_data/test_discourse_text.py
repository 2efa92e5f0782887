import pytest

from community.kernel.markdown import render
from community.setup.importing.discourse.emoji import with_emoji
from community.setup.importing.discourse.text import from_html, from_raw, text_of

SITE = "https://stations.example.org"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<p>Ask <a class="mention" href="/u/ana_r">@ana_r</a></p>', "Ask @ana_r"),
        ('<img class="emoji" title=":rocket:" src="/r.png"> <img class="emoji" alt=":own:">',
         "🚀 :own:"),
        (('<aside class="quote" data-username="ana" data-post="2" data-topic="5">'
         '<div class="title">ana:</div><blockquote><p>So?</p></blockquote></aside><p>Yes.</p>'),
         '[quote="ana"]\n\nSo?\n\n[/quote]\n\nYes.'),
        ('<aside class="quote"><blockquote><p>So?</p></blockquote></aside>',
         "[quote]\n\nSo?\n\n[/quote]"),
        ('<aside class="onebox x"><header><a href="https://a.example/b">a</a></header></aside>',
         "<https://a.example/b>"),
        ('<div class="youtube-onebox" data-youtube-id="abc"></div>',
         "<https://www.youtube.com/watch?v=abc>"),
        ('<iframe src="https://a.example/map"></iframe>', "<https://a.example/map>"),
        ("<iframe></iframe>", ""),
        ('<a href="/c/wind/8">Wind</a> <img src="//a.example/b.png" alt="b">',
         "[Wind](https://stations.example.org/c/wind/8) ![b](https://a.example/b.png)"),
        (('<div class="lightbox-wrapper"><a class="lightbox" href="/big.png"><img src="/small.png"'
         ' alt="v"><div class="meta">90 KB</div></a></div>'),
         "![v](https://stations.example.org/big.png)"),
        ('<img data-orig-src="upload://ab.png" src="/t.png" alt="v">',
         "![v](https://stations.example.org/uploads/short-url/ab.png)"),
        ("<details><summary>More [x]</summary><p>m</p></details>",
         "[details=More x]\n\nm\n\n[/details]"),
        ("<details><p>m</p></details>", "[details]\n\nm\n\n[/details]"),
        ('a <span class="spoiler">b</span> c', "a ||b|| c"),
        ('<div class="spoiler"><p>b</p></div>', "||b||"),
        ('<div class="spoiler"><pre><code>b</code></pre></div>',
         "[details=Spoiler]\n\n```\nb\n```\n\n[/details]"),
        ('<span class="spoiler"><img src="/b.png" alt="v"></span>',
         "[details=Spoiler]\n\n![v](https://stations.example.org/b.png)\n\n[/details]"),
        ('<span class="spoiled"><code>b</code></span>', "||`b`||"),
        ('<img class="emoji" title=":x:"><img class="emoji" alt="own"><!-- hidden -->', "❌:own:"),
        ('<pre><code class="lang-auto">a</code></pre>', "```\na\n```"),
        ('<pre data-code-wrap="py"><code class="lang-py">a</code></pre>', "```py\na\n```"),
        ('<h2><a class="anchor" href="#x"></a>Vanes</h2>', "## Vanes"),
        ("<p>\ue0000\ue001 [/quote]</p>", "0 \\[/quote\\]"),
        ('<a href="http://[x">y</a>', "y"),
        ('<a href="mailto:a@b.example">a</a>', "[a](mailto:a@b.example)"),
    ],
)  # fmt: skip
def test_what_only_discourse_has_becomes_ours(html, markdown):
    assert from_html(html, SITE) == markdown


def test_polls_are_lists_of_their_options_with_the_votes_that_are_known():
    html = (
        '<div class="poll" data-poll-name="poll"><ul><li data-poll-option-id="1">A <b>x</b></li>'
        '<li data-poll-option-id="2">B</li></ul><div class="poll-info">3 voters</div></div>'
    )
    poll = {"name": "poll", "voters": 3, "options": [{"id": "1", "votes": 2}, {"id": "2"}]}

    assert text_of(None, html, SITE, [poll]) == "Poll (3 voters)\n\n- A **x**: 2 votes\n- B"
    assert text_of("[poll]\n* a\n[/poll]", html, SITE) == "Poll\n\n- A **x**\n- B"


def test_without_the_sites_address_nothing_leads_into_it():
    html = '<p><a href="/c/wind/8">Wind</a> <img src="/a.png" alt="v"> <a href="https://b.c/">d</a></p>'

    assert from_html(html, "") == "Wind v [d](https://b.c/)"
    assert from_raw("![v|10x20](upload://a.png) [Wind](/c/wind/8)", "") == "v Wind"


def test_quotes_in_quotes_stay_in_each_other():
    inner = '<aside class="quote" data-username="bo"><blockquote><p>b</p></blockquote></aside>'
    html = (
        f'<aside class="quote" data-username="ana"><blockquote>{inner}<p>a</p></blockquote></aside>'
    )

    shown = render(from_html(html, SITE))

    assert shown.index("ana wrote") < shown.index("bo wrote") < shown.index("<p>a</p>")
    assert shown.count("</blockquote>") == 2


@pytest.mark.parametrize(
    ("raw", "markdown"),
    [
        ("a\nb\n\nc", "a  \nb\n\nc"),
        ("```\na\n:x:\n```\n:x:", "```\na\n:x:\n```\n❌"),
        ("~~~\n```\n:x:\n~~~", "~~~\n```\n:x:\n~~~"),
        ('[quote="ana, post:2, topic:5, full:true"]\nSo?\n[/quote]',
         '[quote="ana"]  \nSo?  \n[/quote]'),
        ('> [quote="ana, post:2"]', '> [quote="ana"]'),
        ("[quote=ana]", '[quote="ana"]'),
        ('[quote=""]', "[quote]"),
        ("![a|690x388, 50%](upload://b.png)",
         "![a](https://stations.example.org/uploads/short-url/b.png)"),
        ("[log.txt|attachment](upload://b.txt) (2 KB)",
         "[log.txt](https://stations.example.org/uploads/short-url/b.txt) (2 KB)"),
        ("`upload://b` :snowflake:", "`upload://b` ❄️"),
        ("    :x:", "    :x:"),
        ("- a\n- b", "- a  \n- b"),
        ("| ![v\\|690x388](upload://b.png) |",
         "| ![v](https://stations.example.org/uploads/short-url/b.png) |"),
        ('[quote="kim, post:1, topic:9"]hi[/quote]', '[quote="kim"]  \nhi  \n[/quote]'),
        ('> [quote="kim"]one\n> two[/quote]', '> [quote="kim"]  \n> one  \n> two  \n> [/quote]'),
        ('[details="More"]m[/details]', '[details="More"]  \nm  \n[/details]'),
        ("a <!-- hid\nden -->b `<!-- c -->`\n```\n<!-- d -->\n```\n<!-- to the end\n:x:",
         "a b `<!-- c -->`  \n```\n<!-- d -->\n```"),
        (":x::sunny: :own::x:", "❌☀️ :own:❌"),
        ('[w](/c/8 "the (big) one") ![v|1x2](upload://b.png "so")',
         ('[w](https://stations.example.org/c/8 "the (big) one") '
          '![v](https://stations.example.org/uploads/short-url/b.png "so")')),
        ("````\n```py\n[quote]a[/quote]\n````", "````\n```py\n[quote]a[/quote]\n````"),
        ("[poll type=regular]\n* a\n* b\n[/poll]", "* a  \n* b"),
    ],
)  # fmt: skip
def test_what_was_typed_stays_but_for_what_means_another_thing_here(raw, markdown):
    assert from_raw(raw, SITE) == markdown


def test_what_was_typed_is_taken_unless_only_discourse_understands_it():
    assert text_of("a *b*", "<p>a <em>b</em></p>", "") == "a *b*"
    assert text_of("a <kbd>b</kbd>", "<p>a <kbd>b</kbd></p>", "") == "a `b`"
    assert text_of("`<kbd>` 1 < 2", "<p>other</p>", "") == "`<kbd>` 1 < 2"
    assert text_of("```\n<kbd>\n```", "<p>other</p>", "") == "```\n<kbd>\n```"
    assert text_of("[poll]\n* a\n[/poll]", "<p>a</p>", "") == "a"
    assert text_of("a <kbd>", None, "") == "a <kbd>"
    assert text_of(None, None, "") == ""


def test_emoji_become_signs_where_they_are_known():
    assert with_emoji(":thermometer: :+1:") == "🌡 👍"
    assert with_emoji("10:30:40 :no_such: a:x:b https://a.b/:x:c") == (
        "10:30:40 :no_such: a:x:b https://a.b/:x:c"
    )
    assert with_emoji(":wave:t3: :latin_small_letter_a:") == "👋 :latin_small_letter_a:"
