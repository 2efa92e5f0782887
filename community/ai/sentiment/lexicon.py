"""The simplest tier of sentiment: the lexicon and the rules of VADER with words of our own.

VADER: C. J. Hutto and E. Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
Social Media Text", ICWSM 2014. docs/decisions/0052 tells why it is used, and how good it is.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from math import exp, sqrt

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from community.ai.protocols import Label, Scored
from community.ai.sentiment.phrases import PHRASES
from community.ai.sentiment.results import ATTENTION_ABOVE, has_words, result, unknown
from community.ai.sentiment.words import ENDINGS, NEGATIVE_TERMS, POSITIVE_TERMS, WORDS
from community.ai.texts import LONGEST

# Of the logistic functions below, which were set by hand on the development part of our sentences.
NEGATIVE_FROM, POSITIVE_FROM = -0.25, 0.25  # scores that are as probably neutral as not
STEEPNESS = 8.0

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_MARK = "zzphrase{}"  # a word that nobody writes


class Lexicon:
    """Scores each sentence from -1 to 1, and what they come to together; see `_together`."""

    backend = "lexicon"
    attention_above = ATTENTION_ABOVE

    def __init__(self) -> None:
        self._analyzer = SentimentIntensityAnalyzer()
        own = _own_words(self._analyzer.lexicon) | WORDS
        own |= {_MARK.format(at): valence for at, valence in enumerate(PHRASES.values())}
        self._analyzer.lexicon |= own
        # One expression for all: the group that fits tells which phrase it is.
        phrases = (f"(?P<p{at}>{_uncaptured(one)})" for at, one in enumerate(PHRASES))
        self._phrases = re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)
        self.version = f"{version('vaderSentiment')}-{_digest()}"

    def score(self, texts: Sequence[str]) -> list[Scored]:
        return [self._scored(text[:LONGEST]) for text in texts]

    def _scored(self, text: str) -> Scored:
        if not has_words(text):
            return unknown()
        return result(probabilities(self.polarity(text)), self.attention_above)

    def polarity(self, text: str) -> float:
        """How negative (-1) or positive (1) a text is."""
        marked = self._phrases.sub(_marked, text.replace("\u2019", "'"))
        sentences = (sentence for sentence in _SENTENCE_ENDS.split(marked) if sentence.strip())
        return _together([self._analyzer.polarity_scores(one)["compound"] for one in sentences])


def make() -> Lexicon:
    return Lexicon()


def probabilities(polarity: float) -> dict[Label, float]:
    """The probability of each label by an ordered logit model of the polarity (-1 to 1), as in
    P. McCullagh, "Regression Models for Ordinal Data", 1980."""
    negative = _logistic(STEEPNESS * (NEGATIVE_FROM - polarity))
    positive = _logistic(STEEPNESS * (polarity - POSITIVE_FROM))
    return {
        Label.NEGATIVE: negative,
        Label.NEUTRAL: 1 - negative - positive,
        Label.POSITIVE: positive,
    }


def _together(scores: Sequence[float]) -> float:
    """Neutral sentences say nothing either way. Of the others, the sum by the root of how many
    there are: three angry sentences are angrier than one, though not three times as much."""
    telling = [score for score in scores if score]
    return max(-1.0, min(1.0, sum(telling) / sqrt(len(telling)))) if telling else 0.0


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value))


def _own_words(lexicon: dict[str, float]) -> dict[str, float]:
    neutral = {}
    for terms, sign in ((NEGATIVE_TERMS, -1), (POSITIVE_TERMS, 1)):
        for word in {term + ending for term in terms.split() for ending in ENDINGS}:
            if lexicon.get(word, 0) * sign > 0:
                neutral[word] = 0.0
    return neutral


def _marked(found: re.Match[str]) -> str:
    return _MARK.format(str(found.lastgroup)[1:])


def _uncaptured(phrase: str) -> str:
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", phrase)


def _digest() -> str:
    told = [ENDINGS, NEGATIVE_TERMS, POSITIVE_TERMS, WORDS, PHRASES]
    constants = [NEGATIVE_FROM, POSITIVE_FROM, STEEPNESS, ATTENTION_ABOVE]
    return sha256(repr([told, constants]).encode()).hexdigest()[:8]
