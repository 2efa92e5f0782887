"""How good the simplest tier is, on sentences of our own that it was not made with."""

import csv
from functools import cache

import pytest

from community.ai.protocols import Label
from community.ai.sentiment.lexicon import (
    NEGATIVE_FROM,
    POSITIVE_FROM,
    Lexicon,
    make,
    probabilities,
)
from community.ai.sentiment.words import NEGATIVE_TERMS, POSITIVE_TERMS
from tests.conftest import ROOT

LABELS = (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE)
lexicon: "cache[Lexicon]" = cache(make)


def sentences(**wanted: str) -> list[dict[str, str]]:
    with (ROOT / "tests/ai/sentences.csv").open(newline="") as file:
        return [row for row in csv.DictReader(file) if wanted.items() <= row.items()]


def macro_f1(pairs: list[tuple[Label, Label]]) -> float:
    """The mean over the labels of 2 TP / (2 TP + FP + FN)."""
    return sum(
        2
        * pairs.count((label, label))
        / (sum(label == wanted for wanted, _ in pairs) + sum(label == found for _, found in pairs))
        for label in LABELS
    ) / len(LABELS)


# Measured: 0.82 and 0.81 on the test part, 0.97 and 0.97 on the one that it was made with.
# The majority has 0.40, and the lexicon without our words and phrases 0.61.
@pytest.mark.parametrize(("part", "accuracy", "f1"), [("test", 0.79, 0.77), ("dev", 0.95, 0.95)])
def test_our_sentences_are_rated_as_well_as_we_say(part, accuracy, f1):
    rows = sentences(part=part)
    found = lexicon().score([row["text"] for row in rows])
    pairs = [(Label(row["label"]), one.label) for row, one in zip(rows, found, strict=True)]

    assert len(rows) == 100
    assert sum(wanted == told for wanted, told in pairs) / len(pairs) >= accuracy
    assert macro_f1(pairs) >= f1


def test_no_calm_technical_sentence_needs_attention():
    rows = sentences(technical="yes", label="neutral")
    found = lexicon().score([row["text"] for row in rows])

    assert len(rows) == 40
    assert not [row["text"] for row, one in zip(rows, found, strict=True) if one.needs_attention]


CALM = [
    "The garbage collector frees the memory that is wasted by the old objects.",
    "Move the file to the trash and empty the trash folder.",
    "The problem lies in the parser.",
    "To avoid wasting CPU time, the thread sleeps.",
    "The pool is exhausted and the client gives up after three retries.",
    "nginx does not listen on port 80.",
    "When I press the button, nothing happens.",
    "The process is going to die unless you kill them all.",
    "Some messages get lost when the queue is full.",
    "I am not using the proxy, and I have no clue how to enable it.",
    "It used to work in 4.1, and since 4.2 it crashes.",
    "I want to switch to the dark theme.",
    "The device restarts without warning.",
    "We are out of memory again.",
    "Which is the best way to do this?",
    "Is version 5 better than 4?",
    "The server gives no response at all.",
    "I cannot take that value from the form.",
    "Looking forward to your answer.",
    "He will shoot you an email about the fatal error.",
    "dependency hell in the build",
    "The drive has bad sectors; the dead disk was removed.",
    "It would be nice if the list had a filter.",
    "Is there an easy way to abort a failed import?",
    "The exception is thrown for invalid arguments and the worker is killed.",
]


def test_calm_sentences_are_neutral_whatever_words_they_have():
    found = lexicon().score(CALM)

    assert {text for text, one in zip(CALM, found, strict=True) if one.label != "neutral"} == set()


@pytest.mark.parametrize(
    ("text", "label", "needs_attention"),
    [
        ("kill a stuck process and drop the failed table", "neutral", False),
        ("Fixed the critical bug in the abort handler.", "neutral", False),
        ("Attackers can exploit this fatal error to execute malicious code.", "neutral", False),
        ("Since the last release, the export no longer works.", "neutral", False),
        ("Any update?", "neutral", False),
        ("It loses one packet in ten. Is that bad for a rain gauge?", "neutral", False),
        ("This is bad for all of us.", "negative", True),
        ("Thanks in advance for any hints.", "neutral", False),
        ("My unit was dead on arrival.", "negative", False),
        ("Works like a charm.", "positive", False),
        ("No problems at all so far.", "positive", False),
        ("Still broken after three weeks, and nobody answers.", "negative", True),
        ("I'm fed up with this garbage. What a complete waste of time!", "negative", True),
        ("I\u2019m fed up with this garbage. What a complete waste of time!", "negative", True),
        ("I want to die.", "negative", True),
        ("Kill yourself, you moron.", "negative", True),
    ],
)
def test_words_mean_what_a_support_community_means_by_them(text, label, needs_attention):
    [found] = lexicon().score([text])

    assert (found.label, found.needs_attention) == (label, needs_attention)


def test_sentences_add_up_and_neutral_ones_say_nothing():
    once = lexicon().polarity("I hate it.")

    assert once < lexicon().polarity("The log is below. You said so.") == 0
    assert lexicon().polarity("I hate it. The log is below.\nYou said so.") == once
    assert lexicon().polarity("I hate it. I hate it.") == pytest.approx(once * 2**0.5)
    assert lexicon().polarity("I hate it. " * 9) == -1.0
    assert abs(lexicon().polarity("I hate it. I love it.")) < 0.1


@pytest.mark.parametrize("polarity", [-1.0, NEGATIVE_FROM, -0.1, 0.0, POSITIVE_FROM, 0.7, 1.0])
def test_probabilities_add_up_to_one(polarity):
    found = probabilities(polarity)

    assert sum(found.values()) == pytest.approx(1)
    assert min(found.values()) >= 0
    assert found[Label.NEGATIVE] >= probabilities(polarity + 0.01)[Label.NEGATIVE]
    assert found[Label.POSITIVE] <= probabilities(polarity + 0.01)[Label.POSITIVE]


def test_a_label_is_as_probable_as_not_where_it_begins():
    assert probabilities(NEGATIVE_FROM)[Label.NEGATIVE] == pytest.approx(0.5)
    assert probabilities(POSITIVE_FROM)[Label.POSITIVE] == pytest.approx(0.5)


def test_terms_are_neutral_and_another_lexicon_has_another_version(monkeypatch):
    valences = lexicon()._analyzer.lexicon
    terms = [*NEGATIVE_TERMS.split(), *POSITIVE_TERMS.split()]
    version = lexicon().version

    assert {valences["kill"], valences["killed"], valences["fatal"], valences["secure"]} == {0.0}
    assert len(set(terms)) == len(terms)
    monkeypatch.setattr("community.ai.sentiment.lexicon.STEEPNESS", 9.0)
    assert make().version != version
