"""What all backends make of probabilities."""

from collections.abc import Mapping

from community.ai.protocols import Label, Scored

ATTENTION_ABOVE = 0.9  # promised: negative with more confidence than that needs attention


def has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def unknown() -> Scored:
    return Scored(label=Label.UNKNOWN)


def result(
    probabilities: Mapping[Label, float], attention_above: float = ATTENTION_ABOVE
) -> Scored:
    """The most probable label with its probability, from 0 to 1."""
    label = max(probabilities, key=probabilities.__getitem__)
    confidence = round(min(1.0, max(0.0, probabilities[label])), 4)
    return Scored(
        label=label,
        confidence=confidence,
        needs_attention=label == Label.NEGATIVE and confidence > attention_above,
    )
