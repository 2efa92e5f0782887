"""Small labelled rows of our own: three categories with words of their own and words in common."""

import random

WORDS = {
    "sensors": [
        "sensor",
        "probe",
        "reading",
        "calibrate",
        "drift",
        "humidity",
        "pair",
        "blink",
        "firmware",
        "antenna",
    ],
    "billing": [
        "invoice",
        "charge",
        "refund",
        "card",
        "payment",
        "receipt",
        "plan",
        "price",
        "cancel",
        "tax",
    ],
    "display": [
        "screen",
        "dashboard",
        "chart",
        "color",
        "font",
        "widget",
        "theme",
        "contrast",
        "axis",
        "legend",
    ],
}
COMMON = [
    "how",
    "do",
    "I",
    "the",
    "my",
    "a",
    "when",
    "it",
    "is",
    "not",
    "please",
    "why",
    "does",
    "after",
    "update",
]


def rows(each: int = 40, labels=tuple(WORDS), seed: int = 1) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    return [
        (" ".join(chance.sample(WORDS[label], 3) + chance.sample(COMMON, 4)), label)
        for label in labels
        for _ in range(each)
    ]
