"""Words, stems and lexemes: what documents and queries have in common."""
# ruff: noqa: RUF001 - signs of other keyboards are meant

from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.kernel.text import cut, fold
from community.search.analysis.stems import lexemes_of, stem, stems_of
from community.search.analysis.vectors import vector_of
from community.search.analysis.words import title_key, words_of
from community.search.registration import Entry

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def entry(**said):
    usual = {
        "object_id": 7, "kind": "toy.topic", "group_id": 7, "audience_id": 0, "created_at": NOW,
        "updated_at": NOW,
    }  # fmt: skip
    return Entry(**usual | said)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ünïcode ｆｕｌｌ-width", "unicode full width"),
        ("don’t stop node.js snake_case v2.10", "don t stop node js snake case v2 10"),
        ("東京都 tower", "東京 京都 都 tower"),
        ("iPhone手机", "iphone 手机 机"),
        ("かな、カナ", "かな な カナ ナ"),
        ("한국어 안녕", "한국 국어 어 안녕 녕"),
        ("京", "京"),
        ("हिन्दी में", "हिनदी में"),
        ("ภาษา", "ภา าษ ษา า"),
        ("co\u00adopera\u200btion", "cooperation"),
        ("Straße ½ ²", "strasse 1 2 2"),
        ("\u0903 ☃ 👩‍💻 -- \0 \ud800", ""),
        ("é" * 120, "e" * 100),
        ("ж" * 80, "ж" * 50),
    ],
)
def test_a_text_is_cut_into_words(text, words):
    assert " ".join(words_of(text)) == words


@given(st.text())
def test_words_have_no_sign_of_a_lexeme_that_is_none(text):
    words = cut(fold(text))

    assert all(not set(word) & set(" ~/'\\:\0") and word for word in words)
    assert cut(fold(text), is_typed=True) in (words, words[:-1])


@pytest.mark.parametrize(
    ("typed", "language", "written"),
    [
        ("installing", "en", "installed"),
        ("Haus", "de", "Häuser"),
        ("canciones", "es", "canción"),
        ("красная", "ru", "красный"),
        ("musées", "fr", "musée"),
        ("installing", "zh-hans", "installed"),  # English words in a Chinese text
        ("installing", "", "installed"),  # the site's language
        ("gatti", "it", "gatti"),  # a language that is not in use here
    ],
)
def test_a_word_is_found_by_its_stem_in_the_language_of_the_text(typed, language, written):
    (word,), (there,) = words_of(typed), words_of(written)

    assert stem(there, language) in stems_of(word)


@pytest.mark.parametrize("word", ["東京", "京", "v2", "2026", "한국"])
def test_what_has_no_stem_is_found_by_itself(word):
    assert (stem(word, "en"), stems_of(word), lexemes_of(word)) == ("", (), (word,))


@given(
    st.from_regex(r"[a-zа-я]{1,12}", fullmatch=True), st.sampled_from(["en", "ru", "de", "", "ja"])
)
def test_every_word_is_found_in_a_text_of_any_language(word, language):
    word = fold(word)

    assert stem(word, language) in stems_of(word)


def test_titles_are_the_same_by_their_words():
    assert title_key("How to install?") == title_key("  HOW to ínstall ") != title_key("How to")
    assert title_key("???") == title_key("") == 0


def read(vector):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(%s::tsvector)", [vector])
        return set(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_document_has_its_words_stems_and_keys():
    made = entry(
        title="Installing", place="Support", tags=[(7, "bug")], body="It's 東京", states=["solved"],
        container_ids=[3, 1], author_id=42, keys=["/topic/12"], language="en",
    )  # fmt: skip

    assert read(vector_of(made, "toys.post")) == {
        *("/kind/toy.topic", "/source/toys.post", "/group/toys.post:7", "/first/1", "/by/42"),
        *("/in/3", "/in/1", "/tag/7", "/status/solved", "/topic/12", "/titled/1", "/month/2026-11"),
        *("installing", "~instal", "support", "~support", "bug", "~bug"),
        *("it", "~it", "s", "~s", "東京", "京"),
    }
    assert "/first/1" not in read(vector_of(entry(number=2)))


@pytest.mark.django_db
def test_no_phrase_stands_in_two_fields():
    made = vector_of(entry(title="red", place="green", tags=[(1, "blue"), (2, "grey")], body="one"))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsvector @@ 'red:A'::tsquery,"
            " %s::tsvector @@ 'red <-> green | green <-> blue | blue <-> grey | grey <-> one'",
            [made, made],
        )
        assert cursor.fetchone() == (True, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        " ".join(f"w{number}" for number in range(200_000)),
        "again " * 60_000,
        "".join(chr(0x4E00 + number % 20_000) for number in range(400_000)),
        ("ж" * 300 + " ") * 3000,
    ],
    ids=["many", "one", "unspaced", "long"],
)
def test_a_very_long_text_is_found_by_its_beginning(body):
    made = read(vector_of(entry(body=body, keys=["x/" + "ж" * 300])))

    assert words_of(body)[0] in made
    assert max(len(lexeme.encode()) for lexeme in made) <= 101  # the mark of a stem


@pytest.mark.django_db
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(), st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_written_can_be_kept(text, named):
    assert {*words_of(text), "/kind/toy.topic"} <= read(vector_of(entry(body=text, keys=[named])))
