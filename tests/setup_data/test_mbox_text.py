"""A mail is no markup: whatever stands in it is shown as it was written."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from community.kernel import markdown
from community.setup.importing.cutting import rest
from community.setup.importing.mbox.addresses import hidden
from community.setup.importing.mbox.text import shown, to_markdown

PATCH = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--"
SIGNED = """\
-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA1

Text
- --\x20
Ana
-----BEGIN PGP SIGNATURE-----
x
-----END PGP SIGNATURE-----
"""
SIGNS = "ab1 .:-+*_~`#>|[]()!\\&;<=@\n\t/{}$^\"'"


def letters(html):
    return "".join(BeautifulSoup(html, "html.parser").get_text().split())


@settings(deadline=None)  # the first of all takes longest
@given(
    st.lists(
        st.text(SIGNS, max_size=30)
        | st.sampled_from(
            ["https://a.example/_b_", "(https://a.example/b).", "`https://a.example`", "&amp;",
             "[quote=a]", "[/quote]", "[details]", "[^1]: b", "a | b", "--- | ---", "```", "~~~",
             "<https://a.example/b_c>*", "*https://a.example/*", "[a]: https://a.example", "1. b",
             "https://localhost/_a_ *b*", "https://a.example/||b||", "https://a@b.example/*c*"]
        ),
        max_size=8,
    )
)  # fmt: skip
@example(["a", "==="])
@example(["a | b", "--- | ---", "c | d"])
def test_every_letter_comes_out_as_it_was_written(lines):
    lines = [line.expandtabs().rstrip() for text in lines for line in text.split("\n")]

    html = markdown.render(shown([(0, line) for line in lines]))

    assert letters(html) == "".join("".join(lines).split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one\ntwo\n\nthree", "one\\\ntwo\n\nthree"),
        ("- a\n  b", "\\- a\\\n\u00a0\u00a0b"),
        ("So:\n\n    a = 1\n\n    b = 2\n\nend", "So:\n\n```\na = 1\n\nb = 2\n```\n\nend"),
        ("a    b    c\n1    2    3", "```\na    b    c\n1    2    3\n```"),
        ("+---+\n| a |\n+---+", "```\n+---+\n| a |\n+---+\n```"),
        ("    ```\n    a", "````\n```\na\n````"),
        ("On Sunday Ana wrote:\n> a\n> > b\n>\n> c\nd",
         "On Sunday Ana wrote:\n\n> a\n>\n> > b\n>\n> c\n\nd"),
        (">> deep\n> less", "> > deep\n>\n> less"),
        (">    code\n> \n>     more", "> code\n>\n> ```\n> more\n> ```"),
        ("Hello\n-- \nAna\nstation 12", "Hello"),
        ("Top\n-- \nAna\n\nOn Sunday Bo wrote:\n> b", "Top\n\nOn Sunday Bo wrote:\n\n> b"),
        ("Text\n____________\nThe mailing list\nlists.example.org/listinfo", "Text"),
        ("Text\n------\nTo unsubscribe, write.\n______\nanother mailing list", "Text"),
        ("Text\n-------\nno list at all", "Text\\\n\\-------\\\nno list at all"),
        ("https://a.example/b\nc", "https://a.example/b \\\nc"),
        (SIGNED, "Text"),
        (f"See\n\n{PATCH} \n+*\n \n\nSo?", f"See\n\n```diff\n{PATCH}\n+*\n```\n\nSo?"),
        ("Top\n\n----- Original Message -----\nFrom: Ana\n> older",
         "Top\n\n> From: Ana\n>\n> > older"),
        ("a\r\nb\r", "a\\\nb"),
        ("", ""),
        ("> only a quote", "> only a quote"),
    ],
)  # fmt: skip
def test_a_mails_manners_become_markdown(text, said):
    assert to_markdown(text) == said


def test_a_long_quote_at_the_end_folds():
    text = to_markdown("Yes.\n\n" + "> no\n" * 20)

    html = markdown.render(text)

    assert "<summary>Quoted text</summary>\n<blockquote>" in html
    assert letters(html).endswith("no" * 20)


def test_a_long_quote_that_is_answered_stays_open():
    assert "details" not in to_markdown("> no\n" * 20 + "\nYes.")


def test_flowed_lines_are_put_together_and_stuffed_ones_unstuffed():
    text = "A long \nline. \n\n > no quote\n>> deep \n>> er\n> b \nown\n-- \nAna"

    said = to_markdown(text, is_flowed=True)

    assert said == "A long line.\n\n\\> no quote\n\n> > deep er\n>\n> b\n\nown"
    assert to_markdown("wo \nrd", is_flowed=True, joins=True) == "word"


def test_what_no_post_can_hold_is_cut_and_says_so():
    url = "https://lists.example.org/1"
    said = to_markdown("*word* " * 9 + "\n" + "*word*\n" * 20_000, url=url)

    assert len(said) <= markdown.LONGEST
    assert said.endswith(rest(url))
    assert len(said) > markdown.LONGEST * 0.8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("write to ana@example.org.", "write to ana at …."),
        ("<mailto:ana.ruiz+list@mail.example.org>", "<ana.ruiz+list at …>"),
        ("> On Sunday, ana at example.org wrote:", "> On Sunday, ana at … wrote:"),
        ("From: Ana (ana at example.org)", "From: Ana (ana at …)"),
        ("(ana at example dot org)", "(ana at …)"),
        ("we meet at example.org", "we meet at example.org"),
        ("x@y is no address, nor @ana", "x@y is no address, nor @ana"),
        ("ana@example.org,bo@example.org", "ana at …,bo at …"),
    ],
)
def test_addresses_are_hidden(text, said):
    assert hidden(text) == said
