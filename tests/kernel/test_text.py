import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel.subjects import Subject
from community.kernel.text import fold, initials, number, one_line, slug


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ana", "ana"),
        ("Rónán", "ronan"),
        ("\uff32\u00f3n\u00e1n", "ronan"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("  two \t words ", "two words"),
        ("İstanbul", "istanbul"),
        ("عُمَر", "عمر"),
        ("", ""),
    ],
)
def test_what_looks_the_same_is_the_same(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("How do I pair it?", "how-do-i-pair-it"),
        ("???", "-"),
        ("مرحبا بكم", "مرحبا-بكم"),
        ("a" * 99, "a" * 60),
    ],
)
def test_a_title_has_an_address(title, short):
    assert slug(title) == short


@pytest.mark.parametrize(
    ("name", "letters"),
    [("ana", "A"), ("jonas-f", "JF"), ("rónán_keogh.x", "RK"), ("...", "?"), ("", "?")],
)
def test_a_name_has_initials(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("said", "is_it"),
    [("0", 0), ("42", 42), ("999", 999), ("1000", None), ("", None), ("-1", None), ("٢", None),
     ("²", None), ("1e2", None), (" 1", None), ("0" * 400, None)],
)  # fmt: skip
def test_a_number_is_of_our_digits_and_no_greater_than_there_is_room_for(said, is_it):
    assert number(said, most=999) == is_it


def test_a_thing_has_one_name():
    assert Subject.parse("forum.topic:2") == Subject("forum.topic", 2)
    assert Subject.parse("forum.topic:٢") is None
    assert Subject.parse(f"forum.topic:{10**18}") is None
    assert Subject.parse(":2") is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a \u202efdp.exe\u202c b", "a fdp.exe b"),
        ("a\x00\x07b\x9f\n c", "ab c"),
        ("\u2067a\u2069\ufff9b", "ab"),
        ("\u200fعربي\u200e a\u200cb 👩\u200d💻", "\u200fعربي\u200e a\u200cb 👩\u200d💻"),
    ],
)
def test_a_line_has_nothing_that_turns_or_controls_it(said, kept):
    assert one_line(said) == kept
