"""Markdown and the Atlassian Document Format."""

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.trackers.adf import from_adf, to_adf

WORDS = st.text("abz09 .,:;*_`[]<>#~\\-+=!&@()", min_size=1, max_size=12)
ADDRESS = "https://tracker.example/a_b?c=(1)"


def doc(*content: dict) -> dict:
    return {"version": 1, "type": "doc", "content": list(content)}


def paragraph(*content: dict | str) -> dict:
    return {"type": "paragraph", "content": [text(one) for one in content]}


def text(one: dict | str, *marks: str) -> dict:
    if isinstance(one, dict):
        return one
    shown = [
        {"type": mark, "attrs": {"href": ADDRESS}} if mark == "link" else {"type": mark}
        for mark in marks
    ]
    return {"type": "text", "text": one, **({"marks": shown} if shown else {})}


def item(*content: dict) -> dict:
    return {"type": "listItem", "content": list(content)}


SAME = {  # those that say the same in both formats
    "marks": (
        f"a **b** *c* ~~d~~ `e` [f](<{ADDRESS}>)",
        doc(
            paragraph(
                "a ",
                text("b", "strong"),
                " ",
                text("c", "em"),
                " ",
                text("d", "strike"),
                " ",
                text("e", "code"),
                " ",
                text("f", "link"),
            )
        ),
    ),
    "marks in marks": (
        "**a *b***",
        doc(paragraph(text("a ", "strong"), text("b", "strong", "em"))),
    ),
    "heading and rule": (
        "### Steps\n\n---",
        doc({"type": "heading", "attrs": {"level": 3}, "content": [text("Steps")]},
            {"type": "rule"}),
    ),
    "lists": (
        "- a\n\n  3. b\n  4. c\n- d",
        doc(
            {
                "type": "bulletList",
                "content": [
                    item(
                        paragraph("a"),
                        {
                            "type": "orderedList",
                            "attrs": {"order": 3},
                            "content": [item(paragraph("b")), item(paragraph("c"))],
                        },
                    ),
                    item(paragraph("d")),
                ],
            }
        ),
    ),
    "code": (
        "````py\n```\nx\n````",
        doc({"type": "codeBlock", "content": [text("```\nx")], "attrs": {"language": "py"}}),
    ),
    "quote and line break": (
        "> a\\\n> b",
        doc({"type": "blockquote", "content": [paragraph("a", {"type": "hardBreak"}, "b")]}),
    ),
    "plain signs": (
        "1\\. \\*a\\* \\[b\\] \\<c\\>",
        doc(paragraph("1. *a* [b] <c>")),
    ),
}  # fmt: skip


def test_both_directions_say_the_same() -> None:
    assert {name: to_adf(markdown) for name, (markdown, _document) in SAME.items()} == {
        name: document for name, (_markdown, document) in SAME.items()
    }
    assert {name: from_adf(document) for name, (_markdown, document) in SAME.items()} == {
        name: markdown for name, (markdown, _document) in SAME.items()
    }


def test_what_the_format_forbids_is_made_plain() -> None:
    made = to_adf("> # Head\n> > deep\n\n[here](/t/1) ![cat](https://a.example/c.png)\n\n- - x")

    assert made["content"][0]["content"] == [paragraph(text("Head", "strong")), paragraph("deep")]
    assert made["content"][1]["content"][0] == text("here ")
    assert made["content"][1]["content"][1]["marks"][0]["attrs"]["href"].endswith("c.png")
    assert made["content"][2]["content"][0]["content"][0] == paragraph()


def test_what_jira_has_beyond_markdown_stays_readable() -> None:
    row = {
        "type": "tableRow",
        "content": [{"type": "tableCell", "content": [paragraph(cell)]} for cell in ("a", "b")],
    }
    document = doc(
        paragraph(
            {"type": "mention", "attrs": {"id": "5", "text": "@Bo"}},
            " ",
            {"type": "emoji", "attrs": {"shortName": ":smile:", "text": "😄"}},
            " ",
            {"type": "inlineCard", "attrs": {"url": ADDRESS}},
        ),
        {"type": "panel", "attrs": {"panelType": "info"}, "content": [paragraph("Mind")]},
        {"type": "table", "content": [row]},
        paragraph("x", text(" ", "strong"), text(" ", "code"), {"type": "unknown"}),
        {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"id": "7"}}]},
        {"type": "orderedList", "attrs": {"order": "two"}, "content": [item(paragraph("y"))]},
        paragraph(
            {
                "type": "text",
                "text": "z",
                "marks": [{"type": "link", "attrs": {"href": "http://["}}, {"type": "link"}, 7],
            }
        ),
    )

    assert from_adf(document) == f"\\@Bo 😄 <{ADDRESS}>\n\n> Mind\n\na | b\n\nx\n\n1. y\n\nz"


@settings(max_examples=60)
@given(st.lists(st.tuples(WORDS, st.sampled_from(["", "code", "link"])), max_size=4))
def test_whatever_somebody_types_arrives_as_it_was(parts: list[tuple[str, str]]) -> None:
    document = doc(paragraph(*(text(part, *filter(None, [mark])) for part, mark in parts)))

    assert _characters(to_adf(from_adf(document))) == _characters(document)


def _characters(node: dict) -> str:
    inner = "".join(_characters(one) for one in node.get("content", []))
    return "".join((node.get("text", "") + inner).split())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "content", "attrs", "marks", "text", "level", "order", "href"]
            ),
            inner | st.sampled_from(["heading", "text", "link", "orderedList", "codeBlock"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(JSON)
def test_no_json_makes_reading_fail(document: object) -> None:
    assert isinstance(from_adf(document), str)


def test_a_document_as_deep_as_json_may_be_is_cut_off() -> None:
    document = doc(paragraph("deep"))
    for _ in range(900):
        document = {"type": "panel", "content": [paragraph("high"), document]}

    assert from_adf(document).count("high") <= 41
    assert "deep" not in from_adf(document)
