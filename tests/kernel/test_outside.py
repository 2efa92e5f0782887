"""What leaves for feed readers and excerpts: a spoiler stays closed, and code stays as it is."""

import pytest

from community.kernel.export import for_feeds, plain_text
from community.kernel.markdown import render

PAGE = "https://here.example/t/a/1/"
HIDDEN = [
    "It was ||the *butler*||.",
    "It was ||the ||real butler|| himself||.",
    "[details=Spoiler]\n[details=x]\nbutler\n[/details]\nbutler\n[/details]\n\nIt was.",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_spoiler_stays_closed_where_it_cannot_fold(text):
    html = render(text)

    feed = for_feeds(html, PAGE)

    assert "butler" not in feed + plain_text(html)
    assert f'<a href="{PAGE}">Spoiler</a>' in feed
    assert "It was" in feed
    assert "It was" in plain_text(html)


def test_a_feed_leaves_code_alone():
    code = '<a href="/x" src="#y">'

    feed = for_feeds(render(f"`{code}` [a](/b) [c](#d) ![e](/f)\n\n```html\n{code}\n```"), PAGE)

    assert feed.count('href="/x" src="#y"') == 2
    for whole in (
        'href="https://here.example/b"',
        f'href="{PAGE}#d"',
        'src="https://here.example/f"',
    ):
        assert whole in feed
    assert feed.count('dir="ltr"') == 2
    assert "html\n" not in feed.replace("\n<", "<").partition("<pre")[0]


def test_an_excerpt_is_the_words_of_the_text():
    html = render(
        "One[^1]\n\n```python\nx = 1\n```\n\n[details=More]\ntwo\n[/details]\n\n[^1]: three"
    )

    assert plain_text(html) == "One x = 1 More two three"
