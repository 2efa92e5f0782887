"""A worker of models for tests: words are near when they mean the same by a small table."""

import math
from collections import Counter

from django.core.cache import cache

from community.ai import asking
from community.kernel.errors import Unavailable
from community.search.models import Document

FLOOR = 0.2
SAME = {"bicycle": "bike", "bicycles": "bike", "cycle": "bike", "tyre": "tire"}


def meanings(text):
    return Counter(SAME.get(word, word) for word in text.casefold().split())


def similarity(one, other):
    """The cosine of the angle between two texts, by how often each meaning is in them."""
    shared = sum(one[meaning] * other[meaning] for meaning in one)
    return shared and shared / math.sqrt(one.total() * other.total())


def of_posts():
    return Document.objects.filter(source="discussions.post")


def opening():
    """The documents that have vectors."""
    return of_posts().filter(number=1)


def nearest(text, most):
    """Whatever the index has, for whomever: the worker knows nobody who asks."""
    wanted = meanings(text)
    rows = opening().values_list("pk", "title")
    near = [(pk, similarity(wanted, meanings(title))) for pk, title in rows]
    found = [(pk, value) for pk, value in near if value]
    return sorted(found, key=lambda one: (-one[1], one[0]))[:most]


def nobody(text, most):
    raise Unavailable


def answer_nearest(monkeypatch, answer=nearest):
    """Let the worker answer so. Returns what it was asked."""
    asked = []
    cache.clear()  # answers are remembered

    def answered(text, most):
        asked.append(text)
        return answer(text, most)

    monkeypatch.setitem(asking._answers, "search.nearest", answered)
    monkeypatch.setitem(asking._answers, "search.floor", lambda: FLOOR)
    return asked
