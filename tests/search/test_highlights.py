"""What is marked in titles and snippets."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.search.analysis.words import words_of
from community.search.highlights import LENGTH, Highlighter, spans_of
from community.search.language.tree import Clause, Keys, Query, Words


def query(*parts, **how):
    return Query("", tuple(Clause(part) for part in parts), **how)


def word(text, **how):
    return Words(tuple(words_of(text, is_typed=True)), **how)


@pytest.mark.parametrize(
    ("text", "parts", "marked"),
    [
        ("Installing a pump", [word("installed")], "<mark>Installing</mark> a pump"),
        ("Rónán's pump", [word("ronan")], "<mark>Rónán</mark>&#x27;s pump"),
        ("\uff30\uff35\uff2d\uff30", [word("pump")], "<mark>\uff30\uff35\uff2d\uff30</mark>"),
        ("東京都の天気", [word("京都")], "東<mark>京都</mark>の天気"),
        ("東京都", [word("都")], "東京<mark>都</mark>"),
        ("東京都", [word("京", is_prefix=True)], "東<mark>京</mark>都"),
        ("東京都の天気", [word("東京都")], "<mark>東京都</mark>の天気"),
        (
            "a blue pump, blue",
            [word("blue pump", is_phrase=True)],
            "a <mark>blue pump</mark>, blue",
        ),
        ("Bluetooth", [word("blue", is_prefix=True)], "<mark>Bluetooth</mark>"),
        ("version 2.4.1", [word("2.4.1")], "version <mark>2.4.1</mark>"),
        ("an e-mail", [word("e-mail")], "an <mark>e-mail</mark>"),
        ("<b>pump</b> & co", [word("pump")], "&lt;b&gt;<mark>pump</mark>&lt;/b&gt; &amp; co"),
        ("pump", [Keys(("/by/1",))], "pump"),
        ("Café\u0301 pump", [word("cafe")], "<mark>Café\u0301</mark> pump"),
    ],
)
def test_words_are_marked(text, parts, marked):
    assert Highlighter(query(*parts)).title(text, "en") == marked


def test_what_is_excluded_is_not_marked_and_titles_alone_are_for_words_in_titles():
    excluded = Query("", (Clause(word("pump"), is_negative=True),))
    in_title = query(word("pump", is_in_title=True))

    assert Highlighter(excluded).title("A pump") == "A pump"
    assert Highlighter(in_title).title("A pump") == "A <mark>pump</mark>"
    assert Highlighter(in_title).snippet("A pump") == "A pump"


def test_a_snippet_is_where_most_of_the_words_are():
    filler = "nothing to see here " * 30
    body = f"pump {filler} the valve of the\n\npump <leaks> {filler}"

    found = Highlighter(query(word("pump"), word("valve"))).snippet(body)

    assert "<mark>valve</mark> of the <mark>pump</mark> &lt;leaks&gt;" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    plain = found.replace("<mark>", "").replace("</mark>", "").replace("&lt;", "<")
    assert len(plain) < LENGTH + 10


SIGNS = "aZé\u0301ß\ufb01\uff21 日本語ｶﾞ・한국-_.'<&\u200b\n\u0661x9"


@given(st.text(SIGNS, max_size=60), st.text(SIGNS, max_size=4))
def test_any_text_is_cut_as_documents_are_and_shown_whole(text, typed):
    words = words_of(typed, is_typed=True)
    asked = query(Words(tuple(words))) if words else Query("")

    shown = Highlighter(asked).title(text)

    assert unescape(shown.replace("<mark>", "").replace("</mark>", "")) == text
    assert [span.word for span in spans_of(text)] == words_of(text)
