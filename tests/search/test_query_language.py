"""From what is typed to what it means, and back."""
# ruff: noqa: RUF001 - signs of other keyboards are meant

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from community.search.language import help as help_of_language
from community.search.language.editing import chips, has_term, with_term, without_term
from community.search.language.lexing import terms_of
from community.search.language.parsing import QueryInvalid, completed, parse
from community.search.language.tree import Keys, Words
from tests.factories import AdminFactory, UserFactory
from tests.search import toys
from tests.search.model import does_match
from tests.search.test_analysis import entry

TERMS = ["category:support", 'category:"support desk"', "#support", "-#support", "order:newest",
         "before:2026-11", "in:title", "-kind:topic", "status:solved", "topic:12"]  # fmt: skip
NO_DATES = ["x", "2026-13", "2026-02-30", "0000", "1899", "9999", "26", "2026-", "٢٠٢٦"]
NO_DATE = "is not a date. Use a year, a month or a day, such as 2026, 2026-11 or 2026-11-30."
many = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def known(monkeypatch):
    toys.register(monkeypatch)


def parts(text):
    """The clauses in short: words with their marks, or keys; a minus before what is excluded."""
    return [
        ("-" if one.is_negative else "") + _shown(one.part) for one in parse(text, None).clauses
    ]


def _shown(part):
    if isinstance(part, Keys):
        return "|".join(part.keys)
    words = " ".join(part.words) + ("*" if part.is_prefix else "")
    return ("title:" if part.is_in_title else "") + (f'"{words}"' if part.is_phrase else words)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \t☃ - -- & ", []),
        ("Ünïcode ｆｕｌｌ", ["unicode", "full"]),
        ('"Install it"', ['"install it"']),
        ("“install it” „и так“", ['"install it"', '"и так"']),
        ("«et la» 「東京都」", ['"et la"', '"東京 京都"']),
        ('one "two three', ["one", '"two three"']),
        ('5" screen', ["5", "screen"]),
        ("-foo -“a b” -#support", ["-foo", '-"a b"', "-/tag/3"]),
        ("e-mail --force a - b", ['"e mail"', "force", "a", "b"]),
        ("東京都 東京 京", ['"東京 京都"', "東京", "京*"]),
        ('"tower 東" "東京 tower"', ['"tower 東*"', '"東京 京 tower"']),
        ("http://x.y/z", ['"http x y z"']),
        ("12:30 std::move", ['"12 30"', '"std move"']),
        ("C:\\x localhost:80", ['"c x"', '"localhost 80"']),
        ("Error: none file:/etc 注意：重要", ["error", "none", '"file etc"', '"注意 意 重要"']),
        ("ana@example.org C# @ #", ['"ana example org"', "c"]),
        ('category:"Support Desk" CATEGORY:Support', ["/in/4", "/in/3"]),
        ("category：support ＃Support tag:böse", ["/in/3", "/tag/3", "/tag/5"]),
        ('#"support desk" -tag:support', ["/tag/4", "-/tag/3"]),
        ("kind:Topic status:SOLVED topic:12 none:1",
         ["/kind/toy.topic", "/status/solved", "/topic/12", "/nothing/0"]),
        ("red in:title “a b” -c", ["title:red", 'title:"a b"', "-title:c"]),
        ('"category:support" "a:b"', ['"category support"', '"a b"']),
        ("a\0b \ud800", ["a", "b"]),
    ],
)  # fmt: skip
def test_what_is_typed_means(text, found):
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("categori:x", ["Unknown operator “categori:”. Did you mean “category:”?"]),
        ("foobar:x", ["Unknown operator “foobar:”. To search for it as text, put it in quotes."]),
        ("category: x", ["“category:” needs a value right after it, such as category:support."]),
        ("in:", ["“in:” needs a value right after it, such as in:title."]),
        ("category:secret", ["No in is called “secret”."]),
        ("#secret -#other", ["No tag is called “secret”.", "No tag is called “other”."]),
        ("kind:x", ["“kind:” does not take “x”. Use topic, member."]),
        ("status:x", ["“status:” does not take “x”. Use closed, solved."]),
        ("in:body", ["“in:” does not take “body”. Use “in:title”."]),
        ("order:best", ["“order:” does not take “best”. Use relevance, newest, oldest."]),
        ("order:newest order:oldest", ["“order:” can be used only once."]),
        ("-order:newest -in:title", ["“order:” cannot be excluded.", "“in:” cannot be excluded."]),
        ("x " * 151, ["The search is too long. Use at most 300 characters."]),
        ("x " * 21, ["The search has too many parts. Use at most 20 words and operators."]),
        *(
            (f"before:{date}", [f"“{date}” {NO_DATE}"])
            for date in NO_DATES
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(text, problems):
    with pytest.raises(QueryInvalid) as refused:
        parse(text, None)

    assert list(refused.value.problems) == problems
    assert (refused.value.code, str(refused.value)) == ("bad_search_query", " ".join(problems))


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("after:2026", (2026, 1, 1), None),
        ("before:2026-11", None, (2026, 11, 1)),
        ("after:2026-3-9 before:2026-11-30", (2026, 3, 9), (2026, 11, 30)),
        ("before:2026 before:2025 after:2020 after:2021", (2021, 1, 1), (2025, 1, 1)),
        ("-before:2026 -after:2027", (2026, 1, 1), (2027, 1, 1)),
    ],
)
def test_days_begin_where_the_viewer_is(text, after, before):
    with timezone.override("Asia/Tokyo"):
        query = parse(text, None)
        there = timezone.get_current_timezone()

    days = [day and datetime(*day, tzinfo=there) for day in (after, before)]
    assert [query.after, query.before] == days


def test_a_query_says_the_rest():
    query = parse("How to topic:12 order:oldest", None)

    assert (query.order, query.is_within_group) == ("oldest", True)
    assert [parse(f"x topic:12{way}", None).order for way in ("", " order:relevance")] == [
        "oldest",
        "relevance",
    ]
    assert query.title_key == parse("HOW to? -not", None).title_key != 0
    assert (parse("x -topic:12", None).is_within_group, parse("x", None).order) == (
        False,
        "relevance",
    )
    assert parse("order:newest in:title ☃", None).is_empty


@pytest.mark.django_db
def test_members_are_found_by_their_names_and_hidden_ones_are_not_there():
    ana, hidden = UserFactory(username="Ána_b"), UserFactory(username="gone", is_active=False)
    reader = UserFactory()

    assert parse("@ANA_B author:ana_b", reader).clauses[0].part == Keys((f"/by/{ana.pk}",))
    for nobody in ("gone", "nobody"):
        with pytest.raises(QueryInvalid, match=f"No member is called “{nobody}”."):
            parse(f"@{nobody}", reader)
    assert parse("@gone", AdminFactory()).clauses[0].part == Keys((f"/by/{hidden.pk}",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("install the", Words(("the",), is_prefix=True)),
        ("node.js", Words(("node", "js"), is_phrase=True, is_prefix=True)),
        ('"install the', Words(("install", "the"), is_phrase=True, is_prefix=True)),
        ('"install the"', Words(("install", "the"), is_phrase=True)),
        ("install ", Words(("install",))),
        ("install -the", Words(("the",))),
        ("install ☃", Words(("install",))),
        ("", None),
    ],
)
def test_the_last_word_is_a_prefix_while_somebody_types(text, words):
    clauses = completed(parse(text, None)).clauses

    assert (clauses[-1].part if clauses else None) == words


typed = st.lists(
    st.one_of(
        st.text(max_size=12), st.sampled_from([*TERMS, '"', "-", ":", "@", "#", "a:b", "“x y”"])
    )
).map(" ".join)


@many
@given(typed | st.text(max_size=400))
def test_any_text_is_a_query_or_told_why_not(text):
    try:
        query = parse(text, None)
    except QueryInvalid:
        pass
    else:
        assert all(part.text in query.text for part in query.clauses)
        assert [one.text for one in terms_of(query.text) if one.name] == [
            chip.text for chip in chips(query)
        ]


@many
@given(typed)
def test_terms_put_together_again_mean_the_same(text):
    again = " ".join(term.text for term in terms_of(text))

    meant = [(one.name, one.value, one.is_negative, one.is_phrase) for one in terms_of(text)]
    assert meant == [
        (one.name, one.value, one.is_negative, one.is_phrase) for one in terms_of(again)
    ]


@many
@given(typed, st.sampled_from(TERMS))
def test_a_term_is_added_once_and_taken_away(text, term):
    more = with_term(text, term)

    assert has_term(more, term)
    assert with_term(more, term) == more
    assert not has_term(without_term(more, term), term)
    try:
        before, after = parse(text, None), parse(more, None)
    except QueryInvalid:
        assume(False)
    alone = parse(term, None)
    assert {(one.part, one.is_negative) for one in alone.clauses} <= {
        (one.part, one.is_negative) for one in after.clauses
    }
    if "topic" not in term:  # its posts are in their order
        assert after.order == (alone.order if "order" in term else before.order)


def test_of_some_operators_there_is_one():
    assert with_term("x order:oldest after:2020", "order:newest") == "x after:2020 order:newest"
    assert with_term('"a b', "#bug") == '"a b" #bug'
    assert without_term("x TAG:Bug y", "#bug") == "x y"
    assert [chip.without for chip in chips(parse('x -#support order:newest "y', None))] == [
        'x order:newest "y', 'x -#support "y',
    ]  # fmt: skip


signs = st.text("東京都北海道かなカナ々ー한국어안녕 ab", min_size=1, max_size=12)


@many
@given(signs, st.data())
def test_whatever_stands_in_an_unspaced_text_is_found_by_any_piece_of_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : data.draw(st.integers(start + 1, len(text)))].strip(" ab")
    assume(piece)
    query = parse(f'"{piece}"', None)

    assert does_match(query, entry(body=f"x{text}y"))
    assert does_match(query, entry(title=f"一{text}二"))


@many
@given(signs, signs)
def test_a_phrase_is_found_only_where_it_stands(text, piece):
    assume(not set(piece) & set(" ab") and piece not in text)

    assert not does_match(parse(piece, None), entry(body=text))


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("UNICODE", True),
        ("ünïcodes", True),
        ('"ünïcodes"', False),
        ("unicode -table", False),
        ("-chair", True),
        ("unicode in:title", True),
        ("table in:title", False),
        ("status:solved -status:closed", True),
        ("before:2026-11-30", False),
        ("after:2026-11-30", True),
        ("none:1", False),
    ],
)
def test_the_model_finds_what_a_backend_has_to(text, is_found):
    made = entry(title="Ünïcode", body="The table", states=["solved"], language="en")
    made_at = {"created_at": datetime(2026, 11, 30, tzinfo=UTC)}

    assert does_match(parse(text, None), entry(**vars(made) | made_at)) == is_found


def test_all_operators_are_explained_by_examples_that_work():
    lines = help_of_language.lines()

    assert {"#bug", "@ana", "in:title", "order:newest", "before:2026-11-30"} <= {
        example for example, _text in lines
    }
    assert all(str(text) for _example, text in lines)
